package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

func saying(text string) web.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, text)
		return nil
	}
}

// TestRoutesByTheirKey: what a request is routed by decides, and its own method has to agree with it.
func TestRoutesByTheirKey_SEC082(t *testing.T) {
	page := webtest.New(t, webtest.ErrorPage).Page(web.Routes{
		"GET /things": saying("list"), "POST /things": saying("add"), "GET /things/{id}": saying("one"),
		"POST /things/{id}/{do}": saying("do"),
	}.Handler)
	tests := []struct {
		name, method, key, path string
		status                  int
		body, allow             string
	}{
		{"a route", "GET", "GET /things", "/things", 200, "list", ""},
		{"the same path by another method", "POST", "POST /things", "/things", 200, "add", ""},
		{"a parameter", "GET", "GET /things/{id}", "/things/7", 200, "one", ""},
		{"two parameters", "POST", "POST /things/{id}/{do}", "/things/7/x", 200, "do", ""},
		{"HEAD of a page", "HEAD", "HEAD /things/{id}", "/things/7", 200, "one", ""},
		{"HEAD of what has no page", "HEAD", "HEAD /things/{id}/{do}", "/things/7/x", 405, "", "POST"},
		{"a method that the path has not", "DELETE", "DELETE /things", "/things", 405, "", "GET, HEAD, POST"},
		{"a page alone", "POST", "POST /things/{id}", "/things/7", 405, "", "GET, HEAD"},
		{"a key of another method than the request", "POST", "GET /things/{id}", "/things/7", 404, "", ""},
		{"a form under the key of a page", "GET", "POST /things", "/things", 404, "", ""},
		{"a path that is not there", "GET", "GET /other", "/other", 404, "", ""},
		{"a function URL", "GET", "$default", "/things", 200, "list", ""},
		{"HEAD of a function URL", "HEAD", "$default", "/things", 200, "list", ""},
		{"another method of a function URL", "DELETE", "$default", "/things", 405, "", "GET, HEAD, POST"},
		{"another path of a function URL", "GET", "$default", "/thing", 404, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := webtest.Navigate(tt.path).WithMethod(tt.method)
			if tt.method != "GET" {
				r = r.With("origin", webtest.BaseURL)
			}
			r.RouteKey = tt.key
			a := page.Do(r)
			if a.Status != tt.status || tt.body != "" && a.Body != tt.body || a.Header["allow"] != tt.allow {
				t.Errorf("%d, Allow %q: %s", a.Status, a.Header["allow"], a.Body)
			}
		})
	}
	fallback := webtest.New(t, webtest.ErrorPage).Page(web.Routes{"$default": saying("anything")}.Handler)
	for _, method := range []string{"GET", "HEAD", "DELETE"} {
		r := webtest.Navigate("/nothing").WithMethod(method).With("origin", webtest.BaseURL)
		r.RouteKey = "$default"
		if a := fallback.Do(r); a.Status != 200 || a.Body != "anything" {
			t.Errorf("%s: %d %s", method, a.Status, a.Body)
		}
	}
}

// TestHandlersThatNeedAUserRefuseToStartWithoutOne: a route that admits everybody by mistake is reported at the
// start, not at the first request.
func TestHandlersThatNeedAUserRefuseToStartWithoutOne_SEC114(t *testing.T) {
	routes := web.UserRoutes{"GET /x": func(w http.ResponseWriter, _ *http.Request, identity *auth.Identity) error {
		return web.JSON(w, http.StatusOK, identity.Subject())
	}}
	site := webtest.New(t, webtest.ErrorPage)
	for right, refused := range map[access.Right]bool{access.Public: true, access.Optional: true, access.User: false,
		"group:readers": false} {
		_, err := routes.Handler(site.Deps(right))
		if (err != nil) != refused || refused && !strings.Contains(err.Error(), string(right)) {
			t.Errorf("%s: error %v", right, err)
		}
	}
	if _, err := (web.Routes{}).Handler(site.Deps(access.Public)); err == nil {
		t.Error("a function without routes starts")
	}
	page := site.Function(access.KindPage, "group:readers", routes.Handler)
	if a := page.Do(webtest.Navigate("/x", site.SignedIn("readers")...)); a.Status != 200 ||
		!strings.Contains(a.Body, authtest.Subject) {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if a := page.Do(webtest.Navigate("/x")); a.Status != 303 || !strings.HasPrefix(a.Location(), "/auth/login") {
		t.Errorf("anonymous: %d to %q", a.Status, a.Location())
	}
}

// TestOptional: everybody may enter, and who is signed in is known. A bearer token that is bad is refused all the
// same: its sender wants to be somebody.
func TestOptional_SEC033_N18(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	who := func(d web.Deps) (http.Handler, error) {
		return web.Routes{"GET /api/who": func(w http.ResponseWriter, r *http.Request) error {
			identity, ok := web.IdentityFrom(r.Context())
			if !ok {
				return saying("nobody")(w, r)
			}
			return saying(identity.Subject())(w, r)
		}}.Handler(d)
	}
	api, public := site.Function(access.KindAPI, access.Optional, who), site.Function(access.KindAPI, access.Public, who)
	subject := site.Session(nil)
	if a := api.Do(webtest.Get("/api/who")); a.Status != 200 || a.Body != "nobody" {
		t.Errorf("nobody: %d %s", a.Status, a.Body)
	}
	for name, r := range map[string]webtest.Request{"a session": webtest.Get("/api/who", site.Cookies(subject)...),
		"a bearer token": webtest.Get("/api/who").Bearer(subject.Access)} {
		if a := api.Do(r); a.Status != 200 || a.Body == "nobody" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		if a := public.Do(r); a.Status != 200 || a.Body != "nobody" {
			t.Errorf("%s where nobody is asked: %d %s", name, a.Status, a.Body)
		}
	}
	if a := api.Do(webtest.Get("/api/who", site.Cookies(subject)...).Bearer("x.y.z")); a.Status != 401 ||
		a.Header["www-authenticate"] != invalidToken {
		t.Errorf("a bad bearer token: %d %q", a.Status, a.Header["www-authenticate"])
	}
	if a := api.Do(webtest.Get("/api/who", site.Cookies(site.Expired(nil))...)); a.Status != 200 || a.Body != "nobody" {
		t.Errorf("an expired session: %d %s", a.Status, a.Body)
	}
}
