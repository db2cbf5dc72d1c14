package main

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// formHop is a form that a page has sent on to be renewed.
func formHop(cookies []string) webtest.Request {
	return webtest.Submit("/auth/refresh?return_to=%2Fnotes%3Fa%3Db&private=1",
		url.Values{"text": {"CANARY-written"}}, cookies...)
}

// TestFormsComeBack_SEC064: whatever comes of the refresh, the form goes back to its page by 307, which keeps it, and
// nothing of it is read or shown (U-02).
func TestFormsComeBack_SEC064(t *testing.T) {
	const back, again = "/notes?a=b", "/auth/refresh?return_to=%2Fnotes%3Fa%3Db&private=1"
	tests := []struct {
		name    string
		prepare func(f *fixture) []string
		to      string
		left    int // cookies
		calls   int
	}{
		{"renewed", func(f *fixture) []string {
			f.hands(200, webtest.Grant(f.renewed(nil)), nil)
			return f.Cookies(f.Expired(nil))
		}, back, 3, 1},
		{"another tab was faster", func(f *fixture) []string { return f.SignedIn() }, back, 3, 0},
		{"Cognito does not answer", func(f *fixture) []string {
			f.hands(0, "", errors.New("reset"))
			return f.Cookies(f.Expired(nil))
		}, back, 4, 1},
		{"refused once", func(f *fixture) []string {
			f.hands(400, webtest.Refusal("invalid_grant"), nil)
			return f.Cookies(f.Expired(nil))
		}, again, 4, 1},
		{"refused twice", func(f *fixture) []string {
			f.hands(400, webtest.Refusal("invalid_grant"), nil)
			cookies := f.Cookies(f.Expired(nil))
			return f.refresh.Do(formHop(cookies)).Cookies(cookies)
		}, back, 0, 1},
		{"nobody is signed in", func(*fixture) []string { return nil }, back, 0, 0},
		{"an invented cookie", func(*fixture) []string { return []string{"__Secure-refresh=invented"} }, back, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			cookies := tt.prepare(f)
			a := f.refresh.Do(formHop(cookies))
			if a.Status != 307 || a.Location() != tt.to || len(a.Left(cookies)) != tt.left ||
				len(f.endpoints.Forms()) != tt.calls {
				t.Errorf("%d to %q with %d cookies after %d calls", a.Status, a.Location(), len(a.Left(cookies)),
					len(f.endpoints.Forms()))
			}
			if a.Body != "" || strings.Contains(f.Log.Text(), "CANARY-written") {
				t.Errorf("the form is shown or logged: %q", a.Body)
			}
		})
	}
}

// TestFormsThatDoNotPass: refresh takes a form on its way from one page of the site back to it, and no other.
func TestFormsThatDoNotPass_SEC081(t *testing.T) {
	to := func(query string) func(webtest.Request) webtest.Request {
		return func(r webtest.Request) webtest.Request {
			r.Query = query
			return r
		}
	}
	tests := []struct {
		name   string
		change func(webtest.Request) webtest.Request
		status int
		code   web.Code
	}{
		{"from another site", func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-site", "cross-site").With("origin", "https://evil.example")
		}, 403, web.CodeCrossSite},
		{"from a host beside it", func(r webtest.Request) webtest.Request { return r.With("sec-fetch-site", "same-site") }, 403, web.CodeCrossSite},
		{"without headers or form token", func(r webtest.Request) webtest.Request {
			return r.With("sec-fetch-site", "").With("origin", "")
		}, 403, web.CodeCrossSite},
		{"by a script", func(r webtest.Request) webtest.Request { return r.With("sec-fetch-mode", "cors") }, 401,
			web.CodeNotNavigation},
		{"into a frame", func(r webtest.Request) webtest.Request { return r.With("sec-fetch-dest", "iframe") }, 401,
			web.CodeNotNavigation},
		{"to another site", to("return_to=//evil.example"), 400, web.CodeBadRequest},
		{"to itself", to("return_to=/auth/refresh"), 400, web.CodeBadRequest},
		{"to nowhere", to(""), 400, web.CodeBadRequest},
		{"to two places", to("return_to=/a&return_to=/b"), 400, web.CodeBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.hands(200, webtest.Grant(f.renewed(nil)), nil)
			a := f.refresh.Do(tt.change(formHop(f.Cookies(f.Expired(nil)))))
			if a.Status != tt.status || a.Code() != string(tt.code) || len(a.Lines) != 0 || len(f.endpoints.Forms()) != 0 {
				t.Errorf("%d with %q, %d cookies after %d calls", a.Status, a.Code(), len(a.Lines), len(f.endpoints.Forms()))
			}
		})
	}
}
