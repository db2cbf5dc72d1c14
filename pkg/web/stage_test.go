package web_test

import (
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestNamedStage: pages stay pages, files are found, and ways back lead where the site's own addresses do (F-120).
func TestNamedStage_F120(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	tests := []struct {
		name, path, key, kind string
		right                 access.Right
		status                int
		location              string
	}{
		{"a page", "/profile", "GET /profile", access.KindPage, access.User, 303, "/auth/login?return_to=%2Fprofile"},
		{"an API", "/api/me", "GET /api/me", access.KindAPI, access.User, 401, ""},
		{"a page for everybody", "/about", "GET /about", access.KindPage, access.Public, 200, ""},
	}
	for _, tt := range tests {
		for _, stage := range []string{"", "prod", "api"} {
			t.Run(tt.name+" at "+stage, func(t *testing.T) {
				r := webtest.Navigate(tt.path)
				r.Stage, r.RouteKey = stage, tt.key
				a := site.Function(tt.kind, tt.right, web.Routes{tt.key: saying("entered")}.Handler).Do(r)
				if a.Status != tt.status || a.Location() != tt.location {
					t.Errorf("%d to %q", a.Status, a.Location())
				}
			})
		}
	}
}
