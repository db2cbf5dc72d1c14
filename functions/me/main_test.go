package main

import (
	"fmt"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

func TestMe_SEC109(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	me := site.Function(access.KindAPI, access.User, newHandler)
	exp := site.Clock.Now().Add(5 * time.Minute).Unix()
	hostile := authtest.Claims{"cognito:groups": []string{"</script>"}}
	tests := []struct {
		name    string
		request webtest.Request
		want    string
	}{
		{"by session", webtest.Get("/api/me", site.SignedIn("a", "b")...),
			fmt.Sprintf(`{"sub":%q,"email":%q,"groups":["a","b"],"expires_at":%d}`, authtest.Subject, authtest.Email,
				site.Clock.Now().Unix()+900)},
		{"by bearer token: no e-mail", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp})),
			fmt.Sprintf(`{"sub":%q,"groups":["readers"],"expires_at":%d}`, authtest.Subject, exp)},
		{"the application's own id", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp,
			"app_user_id": "0190-ada"})),
			fmt.Sprintf(`{"sub":%q,"app_user_id":"0190-ada","groups":["readers"],"expires_at":%d}`, authtest.Subject, exp)},
		{"an id of another kind is not it", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp,
			"app_user_id": 7})),
			fmt.Sprintf(`{"sub":%q,"groups":["readers"],"expires_at":%d}`, authtest.Subject, exp)},
		{"no groups are an empty list", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp,
			"cognito:groups": nil})),
			fmt.Sprintf(`{"sub":%q,"groups":[],"expires_at":%d}`, authtest.Subject, exp)},
		{"what else a token says is not passed on (SEC-109)",
			webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp, "custom:role": "root",
				"email": "x@example.com"})),
			fmt.Sprintf(`{"sub":%q,"groups":["readers"],"expires_at":%d}`, authtest.Subject, exp)},
		{"markup is escaped (SEC-092)", webtest.Get("/api/me").Bearer(site.Pool.Access(authtest.Claims{"exp": exp,
			"cognito:groups": hostile["cognito:groups"]})),
			fmt.Sprintf(`{"sub":%q,"groups":["\u003c/script\u003e"],"expires_at":%d}`, authtest.Subject, exp)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := me.Do(tt.request); a.Status != 200 || a.Body != tt.want+"\n" ||
				a.Header["content-type"] != "application/json; charset=utf-8" {
				t.Errorf("%d %s, want %s", a.Status, a.Body, tt.want)
			}
		})
	}
	if a := me.Do(webtest.Submit("/api/me", nil, site.SignedIn()...)); a.Status != 405 || a.Header["allow"] != "GET, HEAD" {
		t.Errorf("a form gets %d", a.Status)
	}
}

// TestExpiredSession: an API is not redirected, and sets no cookies (SEC-106).
func TestExpiredSession_SEC106(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	me := site.Function(access.KindAPI, access.User, newHandler)
	if a := me.Do(webtest.Navigate("/api/me", site.Cookies(site.Expired(nil))...)); a.Status != 401 ||
		a.Code() != "AUTH-SESSION-EXPIRED" || a.Header["www-authenticate"] != `Bearer realm="api"` {
		t.Errorf("%d with %q", a.Status, a.Code())
	}
}
