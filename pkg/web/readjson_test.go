package web_test

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestReadJSON: an API takes JSON by a bearer token, or with cookies from the site itself.
func TestReadJSON_SEC081_SEC109(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	function := func(kind string) *webtest.Function {
		return site.Function(kind, access.User, func(d web.Deps) (http.Handler, error) {
			return web.UserRoutes{"POST /api/notes": func(w http.ResponseWriter, r *http.Request, _ *auth.Identity) error {
				var note struct {
					Text string `json:"text"`
				}
				if err := web.ReadJSON(r, &note); err != nil {
					return err
				}
				return web.JSON(w, http.StatusCreated, note)
			}}.Handler(d)
		})
	}
	api, page := function(access.KindAPI), function(access.KindPage)
	bearer := func(body string) webtest.Request {
		return webtest.PostJSON("/api/notes", body).Bearer(site.Session(nil).Access)
	}
	byCookie := func(body string) webtest.Request { return webtest.PostJSON("/api/notes", body, site.SignedIn()...) }
	tests := []struct {
		name     string
		function *webtest.Function
		request  webtest.Request
		status   int
		code     web.Code
	}{
		{"bearer", api, bearer(`{"text":"x"}`), 201, ""},
		{"with a charset", api, bearer(`{"text":"x"}`).With("content-type", "application/json; charset=utf-8"), 201, ""},
		{"cookies, from a page of the site", api, byCookie(`{"text":"x"}`).With("origin", webtest.BaseURL), 201, ""},
		{"cookies, from another site", api, byCookie(`{"text":"x"}`).With("origin", "https://evil.example"), 403,
			web.CodeCrossSite},
		{"cookies, from nowhere", api, byCookie(`{"text":"x"}`), 403, web.CodeCrossSite},
		{"nobody", api, webtest.PostJSON("/api/notes", `{"text":"x"}`), 401, web.CodeSignInRequired},
		{"not JSON", api, bearer(`{"text":`), 400, web.CodeBadRequest},
		{"nothing", api, bearer(` `), 400, web.CodeBadRequest},
		{"two values", api, bearer(`{"text":"x"}{}`), 400, web.CodeBadRequest},
		{"null", api, bearer(` null `), 400, web.CodeBadRequest},
		{"a name twice", api, bearer(`{"text":"x","text":"y"}`), 400, web.CodeBadRequest},
		{"a name twice, once in escapes", api, bearer(`{"text":"x","te\u0078t":"y"}`), 400, web.CodeBadRequest},
		{"half a surrogate pair", api, bearer(`{"text":"\ud800"}`), 400, web.CodeBadRequest},
		{"an unknown name", api, bearer(`{"test":"x"}`), 400, web.CodeBadRequest},
		{"another type", api, bearer(`{"text":1}`), 400, web.CodeBadRequest},
		{"a form", api, bearer("text=x").With("content-type", "application/x-www-form-urlencoded"), 415, web.CodeMediaType},
		{"text", api, bearer(`{"text":"x"}`).With("content-type", "text/plain"), 415, web.CodeMediaType},
		{"too long", api, bearer(`{"text":"` + strings.Repeat("x", web.MaxBody) + `"}`), 413, web.CodeTooLarge},
		{"to a page", page, byCookie(`{"text":"x"}`).With("origin", webtest.BaseURL), 415, web.CodeMediaType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := tt.function.Do(tt.request); a.Status != tt.status || a.Code() != string(tt.code) {
				t.Errorf("%d %s, want %d %s: %s", a.Status, a.Code(), tt.status, tt.code, a.Body)
			}
		})
	}
}
