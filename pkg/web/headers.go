package web

import (
	"net/http"

	"cognitossr/pkg/config"
)

// headers are the same for every answer of a function, so they are written once.
type headers struct {
	contentSecurityPolicy []string
	strictTransport       []string
}

// The values are shared between answers; each has no room to grow, so that adding to one copies it.
var (
	noStore               = []string{"no-store"}
	varyCookie            = []string{"Cookie"}
	noSniff               = []string{"nosniff"}
	referrerPolicy        = []string{"same-origin"} // "no-referrer" would turn the Origin of the site's own forms into "null"
	sameOrigin            = []string{"same-origin"}
	denyFraming           = []string{"DENY"}
	permissionsPolicy     = []string{"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"}
	contentTypeJSON       = []string{"application/json; charset=utf-8"}
	contentSecurityNoHTML = []string{"default-src 'none'; frame-ancestors 'none'"}
)

// newHeaders allows what the pages use: their own style sheet and pictures, and forms that end on the site or on the hosted pages, whose origin has to be
// named because browsers hold a redirect after a form to form-action, too. There is no script. Without one nothing connects, and connect-src is only for
// tools: Lighthouse reads robots.txt through the page, and calls it broken where the page may not connect to its own site.
func newHeaders(c config.Config) *headers {
	policy := "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' " + c.Domain +
		"; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; script-src 'none'; require-trusted-types-for 'script'"
	return &headers{contentSecurityPolicy: []string{policy}, strictTransport: []string{strictTransport(c.HSTSSubdomains)}}
}

// strictTransport keeps browsers from http for two years. That other hosts of the domain do without http, too, is for their operators to know: a host
// that still speaks it would be gone for all who have visited this site (RFC 6797, section 11.4).
func strictTransport(subdomains bool) string {
	const twoYears = "max-age=63072000"
	if subdomains {
		return twoYears + "; includeSubDomains"
	}
	return twoYears
}

// set writes the headers of SEC-079, SEC-080 and SEC-085. A handler of something public may replace Cache-Control and Vary.
func (h *headers) set(header http.Header) {
	header["Cache-Control"] = noStore
	header["Vary"] = varyCookie
	header["X-Content-Type-Options"] = noSniff
	header["Strict-Transport-Security"] = h.strictTransport
	header["Referrer-Policy"] = referrerPolicy
	header["Cross-Origin-Resource-Policy"] = sameOrigin
	header["Cross-Origin-Opener-Policy"] = sameOrigin
	header["X-Frame-Options"] = denyFraming
	header["Permissions-Policy"] = permissionsPolicy
	header["Content-Security-Policy"] = h.contentSecurityPolicy
}
