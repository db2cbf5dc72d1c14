package web_test

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/config"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestPagesSendOldSessionsToRefresh: pages that are opened do, and nothing else.
func TestPagesSendOldSessionsToRefresh_N22(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	site.Config.MigrateFrom = session.Goldstack
	s := site.Session(nil)
	cookies := []string{"goldstack_access_token=" + s.Access, "goldstack_id_token=" + s.ID}
	long := "/profile?q=" + strings.Repeat("x", 2900)
	tests := []struct {
		name     string
		right    access.Right
		kind     string
		request  webtest.Request
		status   int
		location string
	}{
		{"private page", access.User, access.KindPage, webtest.Navigate("/profile", cookies...), 303,
			"/auth/refresh?return_to=%2Fprofile&private=1"},
		{"page for everybody", access.Optional, access.KindPage, webtest.Navigate("/", cookies...), 303,
			"/auth/refresh?return_to=%2F"},
		{"the second time", access.Optional, access.KindPage,
			webtest.Navigate("/", append(cookies, "__Host-Http-moved-in=1")...), 200, ""},
		{"after an outage", access.User, access.KindPage,
			webtest.Navigate("/profile", append(cookies, "__Host-Http-refresh-pause=1")...), 503, ""},
		{"an address that cannot be kept", access.Optional, access.KindPage, webtest.Navigate(long, cookies...), 200, ""},
		{"a form", access.Optional, access.KindPage, webtest.Submit("/", nil, cookies...), 200, ""},
		{"an API", access.User, access.KindAPI, webtest.Get("/api/me", cookies...), 401, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			function := site.Function(tt.kind, tt.right, func(d web.Deps) (http.Handler, error) {
				return web.Handle(d, func(w http.ResponseWriter, _ *http.Request) error {
					return web.JSON(w, http.StatusOK, map[string]string{})
				}), nil
			})
			a := function.Do(tt.request)
			if a.Status != tt.status || a.Location() != tt.location {
				t.Errorf("%d to %q, want %d to %q", a.Status, a.Location(), tt.status, tt.location)
			}
		})
	}
}

// TestMigrationsAreThoseOfTheConfiguration: the configuration accepts what package session can read, and nothing else.
func TestMigrationsAreThoseOfTheConfiguration_N22(t *testing.T) {
	env := func(project string) func(string) string {
		return func(name string) string {
			return map[string]string{
				"BASE_URL": "https://www.example.com", "COGNITO_USER_POOL_ID": "eu-west-1_AbCdEf123",
				"COGNITO_CLIENT_ID": "abcdefghijklmnopqrstuvwxyz",
				"COGNITO_DOMAIN":    "https://auth.example.com", "ROUTE_AUTH": "user", "MIGRATE_FROM": project,
				"MIGRATE_COOKIE_DOMAIN": "example.com",
			}[name]
		}
	}
	for _, project := range append(session.Migrations, "") {
		c, err := config.Load(env(project))
		if err != nil || c.MigrateFrom != project || c.MigrateCookieDomain != "example.com" {
			t.Errorf("%q: %q, %v", project, c.MigrateFrom, err)
		}
	}
	_, err := config.Load(env("auth.js"))
	if err == nil || !strings.Contains(err.Error(), strings.Join(session.Migrations, ", ")) {
		t.Errorf("an unknown project: %v", err)
	}
}
