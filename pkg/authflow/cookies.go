package authflow

import (
	"net/http"
	"net/url"

	"cognitossr/pkg/web"
)

// cookiesParameter asks whether the browser keeps cookies before a flow starts, and says that a cookie was set to see
// it. The link on the page of a callback whose flow is unknown has it: a browser that refuses cookies would come back
// from Cognito to that page again and again.
const (
	cookiesParameter = "cookies"
	checkCookiesNow  = "1"
	cookieWasSet     = "2"
)

// checkCookies answers a request that asks for it, unless the browser has brought a cookie.
func checkCookies(d web.Deps, w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	query := r.URL.Query()
	step, kept := query.Get(cookiesParameter), len(r.Header["Cookie"]) > 0
	switch {
	case step == cookieWasSet && !kept:
		return true, web.BackTo(web.ReturnTo(r), web.Fail(web.CodeCookiesRefused, nil))
	case step == cookieWasSet:
		d.Cookies(r).TakeProbe(w)
	case step == checkCookiesNow && !kept:
		query.Set(cookiesParameter, cookieWasSet)
		d.Sessions.ProbeCookies(w)
		web.Redirect(w, (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String())
		return true, nil
	}
	return false, nil
}
