package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"strings"

	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
)

// Limits of a request, in bytes. A form of the site has a few short fields.
const (
	MaxBody  = 64 << 10
	MaxQuery = 4 << 10
)

// checkRequest refuses what no browser sends to this site: a path that is none, a long query, a body that is no form.
func (d Deps) checkRequest(next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if !strings.HasPrefix(r.URL.Path, "/") || strings.ContainsFunc(r.URL.Path, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return Fail(CodeNotFound, nil)
		}
		if len(r.URL.RawQuery) > MaxQuery {
			return Fail(CodeBadRequest, nil)
		}
		r.URL.RawQuery = strictQuery(r.URL.RawQuery)
		if r.ContentLength > MaxBody {
			return Fail(CodeTooLarge, nil)
		}
		if r.ContentLength != 0 && isUnsafe(r.Method) {
			if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
				return Fail(CodeMediaType, nil)
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func isUnsafe(method string) bool {
	return !oneOf(method, http.MethodGet, http.MethodHead, http.MethodOptions)
}

// checkOrigin refuses a change that another site asks for in the visitor's name. It is stricter than http.CrossOriginProtection, which
// compares hosts but not schemes, and lets a request pass that has neither of the two headers.
//
// Browsers say where a form comes from. For the few clients that do not, the form holds a token that only a page of the session can know.
func (d Deps) checkOrigin(next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if isUnsafe(r.Method) && !d.fromHere(r) {
			return Fail(CodeCrossSite, nil)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func (d Deps) fromHere(r *http.Request) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	switch {
	case site == "" && origin == "":
		return d.hasFormToken(r)
	case site == "" && origin == withheldOrigin:
		// Another site can make its visitors' browsers send this. The cookies stay behind then, so that a form of nobody must not pass either.
		_, presence := d.Cookies(r).Tokens()
		return presence == session.Present && d.hasFormToken(r)
	case origin == "" || origin == withheldOrigin || origin == d.Config.BaseURL:
		return !FromElsewhere(r)
	}
	return false
}

// withheldOrigin is the Origin of a form whose page, or whose visitor's browser, sends no referrer: it says nothing about where the form comes from.
//
// Source: https://fetch.spec.whatwg.org/#append-a-request-origin-header
const withheldOrigin = "null"

// FormField is the name of the form field that holds the form token.
const FormField = "form_token"

func (d Deps) hasFormToken(r *http.Request) bool {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present {
		return true // there is nothing that could be done in the name of somebody
	}
	if err := r.ParseForm(); err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(r.PostForm.Get(FormField)), []byte(formToken(tokens.Access))) == 1
}

// FromOwnForm reports whether a form holds the token of the session that it is sent in. It then comes from a page of this sign-in, which is more than
// checkOrigin asks for: a change that is destructive asks for both.
func FromOwnForm(r *http.Request) bool {
	token := Layout(r, "").FormToken
	if token == "" || r.ParseForm() != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(r.PostForm.Get(FormField)), []byte(token)) == 1
}

// formToken is bound to the session: it is made of the access token, which no other site and no script can read, and does not give it away.
func formToken(access sensitive.Text) string {
	var room [4096]byte // on the stack, for a token of the usual length
	sum := sha256.Sum256(append(append(room[:0], "form\n"...), access.Reveal()...))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}
