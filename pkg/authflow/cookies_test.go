package authflow

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestBrowserThatRefusesCookies is told so, and does not go to Cognito and back again and again.
func TestBrowserThatRefusesCookies_U05(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	deps := site.Deps(access.Public)
	start := site.FunctionWith(access.KindPage, deps, func(d web.Deps) (http.Handler, error) {
		return web.Routes{"GET /auth/login": Start(d, site.Client(&webtest.Endpoints{}).AuthorizeURL)}.Handler(d)
	})
	const cognito, next = webtest.Domain + "/oauth2/authorize?", "/auth/login?cookies=2&return_to=%2Fprofile"
	tests := []struct {
		name, address string
		cookies       []string
		location      string // or how it begins
		held          int
	}{
		{"an ordinary sign-in is not checked", "/auth/login?return_to=%2Fprofile", nil, cognito, 1},
		{"nothing known of the browser: a cookie to see", "/auth/login?cookies=1&return_to=%2Fprofile", nil, next, 1},
		{"the cookie is kept", next, []string{"__Host-Http-cookie-check=1"}, cognito, 1},
		{"the cookie is refused", next, nil, "", 0},
		{"a browser with other cookies", "/auth/login?cookies=1&return_to=%2Fprofile", []string{"theme=dark"}, next, 2},
		{"the cookie is refused, and others are not", next, []string{"theme=dark"}, "", 1},
		{"another value", "/auth/login?cookies=3", nil, cognito, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := start.Do(webtest.Navigate(tt.address, tt.cookies...))
			if !strings.HasPrefix(a.Location(), tt.location) || len(a.Cookies(tt.cookies)) != tt.held {
				t.Errorf("%d to %q, cookies %q", a.Status, a.Location(), a.Lines)
			}
			if refused := tt.location == ""; refused != (a.Code() == string(web.CodeCookiesRefused)) ||
				refused && !strings.Contains(a.Body, `href="/auth/login?cookies=1&amp;return_to=%2Fprofile"`) {
				t.Errorf("%d: %s", a.Status, a.Body)
			}
		})
	}
}
