package web

import (
	"net/http"

	"cognitossr/pkg/config"
)

// headers are the same for every response of a function, so they are built once.
type headers struct {
	contentSecurityPolicy []string
	strictTransport       []string
}

// The values are shared between responses; their capacity is full, so that appending copies them.
var (
	noStore           = []string{"no-store"}
	varyCookie        = []string{"Cookie, Accept-Language"}
	noSniff           = []string{"nosniff"}
	referrerPolicy    = []string{"same-origin"} // "no-referrer" would turn the Origin of the site's own forms into "null"
	sameOrigin        = []string{"same-origin"}
	denyFraming       = []string{"DENY"}
	permissionsPolicy = []string{"accelerometer=(), camera=(), display-capture=(), geolocation=(), " +
		"gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"}
	contentTypeJSON       = []string{"application/json; charset=utf-8"}
	contentSecurityNoHTML = []string{"default-src 'none'; frame-ancestors 'none'"}
)

// newHeaders allows what the pages use: their own style sheet and images, and forms that end on the site or on the
// hosted pages, whose origin is listed because browsers apply form-action to redirects after a form, too. There is no
// script, so connect-src is only for tools: Lighthouse reads robots.txt through the page, and reports an error if the
// page may not connect to its own site.
func newHeaders(c config.Config) *headers {
	policy := "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' " + c.Domain +
		"; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; script-src 'none'; require-trusted-types-for 'script'"
	return &headers{contentSecurityPolicy: []string{policy}, strictTransport: []string{strictTransport(c.HSTSSubdomains)}}
}

// strictTransport makes browsers use HTTPS for two years. Whether it includes subdomains is the operator's choice: a
// host that still uses HTTP would be unreachable for everybody who has visited this site (RFC 6797, section 11.4).
func strictTransport(subdomains bool) string {
	const twoYears = "max-age=63072000"
	if subdomains {
		return twoYears + "; includeSubDomains"
	}
	return twoYears
}

// set writes the headers of SEC-079, SEC-080 and SEC-085. A handler of something public may replace Cache-Control and
// Vary.
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
