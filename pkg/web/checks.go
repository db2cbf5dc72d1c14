package web

import (
	"mime"
	"net/http"
	"strings"

	"cognitossr/pkg/access"
)

// Limits of a request, in bytes. A form of the site has a few short fields. The longest query is that of the site's own
// redirect with the longest way back, each of whose characters may be escaped, and other parameters beside it.
const (
	MaxBody  = 64 << 10
	MaxQuery = 3*MaxReturn + 512
)

// checkRequest rejects what no browser sends to this site: a malformed path, an overlong query, a body that is not a
// form, nor, to an API, JSON.
func (d Deps) checkRequest(kind string, next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if !strings.HasPrefix(r.URL.Path, "/") || strings.ContainsFunc(r.URL.Path,
			func(c rune) bool { return c < ' ' || c == 0x7f }) {
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
			media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if json := kind == access.KindAPI && media == mediaJSON; err != nil || !json &&
				media != "application/x-www-form-urlencoded" {
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

// checkOrigin rejects a change that another site requests in the visitor's name. It is stricter than
// http.CrossOriginProtection, which compares hosts but not schemes, and lets a request pass that has neither of the two
// headers.
//
// Browsers say where a form comes from. For the few clients that do not, the form holds a token that only a page of the
// session can know.
func (d Deps) checkOrigin(next http.Handler) http.Handler {
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if isUnsafe(r.Method) && !d.isSameOrigin(r) {
			return Fail(CodeCrossSite, nil)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func (d Deps) isSameOrigin(r *http.Request) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	switch {
	case site == "" && origin == "":
		return d.hasFormToken(r)
	case site == "" && origin == withheldOrigin:
		// Another site can make its visitors' browsers send this. The cookies stay behind then, so that a form without a
		// session must not pass either.
		return d.ofSession(r)
	case origin == "" || origin == withheldOrigin || origin == d.Config.BaseURL:
		return !IsCrossOrigin(r)
	}
	return false
}

// withheldOrigin is the Origin of a form whose page, or whose visitor's browser, sends no referrer: it says nothing
// about where the form comes from.
//
// Source: https://fetch.spec.whatwg.org/#append-a-request-origin-header
const withheldOrigin = "null"
