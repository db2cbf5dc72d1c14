package hosted

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
)

// The form token: a cookie and a hidden field with the same value.
const (
	formTokenCookie = "XSRF-TOKEN"
	formTokenField  = "_csrf"
)

// FromElsewhere says whether a browser marks the request as sent by another site. A client without these
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

// wrongFormToken says whether the form carries a token that is not the browser's own. A form without one is
// left to FromElsewhere.
func wrongFormToken(r *http.Request) bool {
	if !r.PostForm.Has(formTokenField) {
		return false
	}
	c, err := r.Cookie(formTokenCookie)
	return err != nil || subtle.ConstantTimeCompare([]byte(c.Value), []byte(r.PostForm.Get(formTokenField))) != 1
}

// formToken is the token of this browser, made when it has none.
func (d *Domain) formToken(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(formTokenCookie); err == nil && c.Value != "" {
		return c.Value
	}
	token := rand.Text()
	d.setCookie(w, formTokenCookie, token, 0)
	return token
}
