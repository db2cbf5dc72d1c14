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

// checkCookies answers a request that asks for it, until the browser has brought back the cookie. Other cookies prove nothing: a browser, or what stands
// before it, may keep those of other programs and drop the site's.
func checkCookies(d web.Deps, w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	query := r.URL.Query()
	switch query.Get(cookiesParameter) {
	case checkCookiesNow:
		query.Set(cookiesParameter, cookieWasSet)
		d.Sessions.ProbeCookies(w)
		web.Redirect(w, (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String())
		return true, nil
	case cookieWasSet:
		if !d.Cookies(r).TakeProbe(w) {
			return true, web.WithReturnTo(web.ReturnTo(r), web.Fail(web.CodeCookiesRefused, nil))
		}
	}
	return false, nil
}
