package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

func TestNotFound_SEC082_S81(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	notfound := site.Page(newHandler)
	tests := []struct {
		name, method, path string
		status             int
		allow              string
	}{
		{"no such page", "GET", "/nothing", 404, ""},
		{"a form to no such page", "POST", "/nothing", 404, ""},
		{"HEAD of no such page", "HEAD", "/nothing", 404, ""},
		{"HEAD of what takes forms alone (SEC-068)", "HEAD", "/auth/logout-everywhere", 405, "POST"},
		{"a form to a page", "POST", "/profile", 405, "GET, HEAD"},
		{"a method of none", "PROPFIND", "/auth/logout", 405, "GET, HEAD, POST"},
		{"TRACE", "TRACE", "/", 405, "GET, HEAD"},
		{"OPTIONS: no leave for other origins (SEC-108)", "OPTIONS", "/api/me", 405, "GET, HEAD"},
		{"a path with a parameter", "DELETE", "/admin/users/x", 405, "GET, HEAD"},
		{"in other case (Q-45)", "GET", "/PROFILE", 404, ""},
		{"two slashes (Q-42)", "GET", "//profile", 404, ""},
		{"a step upwards (Q-42)", "GET", "/x/../profile", 404, ""},
		{"a hash (Q-43)", "GET", "/profile#x", 404, ""},
		{"a question mark (Q-43)", "GET", "/profile?x", 404, ""},
		{"a parameter of the path (Q-45)", "GET", "/profile;x=1", 404, ""},
		{"a suffix (Q-61)", "GET", "/profile/x.css", 404, ""},
		{"a backslash (Q-45)", "GET", `/profile\`, 404, ""},
		{"a closing slash", "GET", "/profile/", 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, cookies := range [][]string{nil, site.SignedIn("admin"), {"__Host-Http-id=garbage"}} {
				r := webtest.Submit("/", nil, cookies...).WithMethod(tt.method)
				r.Path, r.RouteKey = tt.path, "$default"
				a := notfound.Do(r)
				if a.Status != tt.status || a.Header["allow"] != tt.allow || len(a.Lines) != 0 ||
					strings.Contains(a.Body, "profile") {
					t.Errorf("%d, Allow %q, %d cookies", a.Status, a.Header["allow"], len(a.Lines))
				}
			}
		})
	}
}

// TestNotFoundAtANamedStage: a stage whose name looks like the API's does not make a page JSON, and the paths of the
// list are found (F-120).
func TestNotFoundAtANamedStage_F120(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	notfound := site.Page(newHandler)
	for path, want := range map[string]struct {
		status int
		kind   string
	}{"/nothing": {404, "text/html"}, "/api/nothing": {404, "application/json"},
		"/auth/logout-everywhere": {405, "text/html"}} {
		for _, stage := range []string{"", "prod", "api"} {
			r := webtest.Navigate(path)
			r.Stage, r.RouteKey = stage, "$default"
			if a := notfound.Do(r); a.Status != want.status || !strings.HasPrefix(a.Header["content-type"], want.kind) {
				t.Errorf("%s at %q: %d as %s", path, stage, a.Status, a.Header["content-type"])
			}
		}
	}
}

func TestNotFoundAsJSON_SEC092(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	if a := site.Page(newHandler).Do(webtest.Get("/api/nothing/canary")); a.Status != 404 ||
		!strings.HasPrefix(a.Header["content-type"], "application/json") || strings.Contains(a.Body, "canary") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
