package hosted

import (
	"net/http"
	"net/url"
)

// FromElsewhere reports whether a browser marks the request as sent by another site. A client without these
// headers is no browser and carries nobody's session.
func FromElsewhere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	from, err := url.Parse(origin)
	return err != nil || from.Host != r.Host
}
