package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

func TestProfile(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	profile := site.Function(access.KindPage, access.User, newHandler)
	a := profile.Do(webtest.Navigate("/profile", site.SignedIn("readers", "<b>writers</b>")...))
	for _, want := range []string{authtest.Email, authtest.Subject, "readers", "&lt;b&gt;writers&lt;/b&gt;", "2026"} {
		if a.Status != 200 || !strings.Contains(a.Body, want) {
			t.Errorf("%d: %q is missing", a.Status, want)
		}
	}
	if strings.Contains(a.Body, "/admin/users") {
		t.Error("the way to the users is shown to somebody who may not go there")
	}
	if admin := profile.Do(webtest.Navigate("/profile", site.SignedIn("admin")...)); !strings.Contains(admin.Body,
		"/admin/users") {
		t.Error("an administrator does not see the way to the users")
	}
}

// TestGroupsComeFromTheAccessToken, not from the ID token (T-105).
func TestGroupsComeFromTheAccessToken_SEC094(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	cookies := site.Cookies(webtest.Session{ID: site.Pool.ID(authtest.Claims{"cognito:groups": []string{"admin"}}),
		Access: site.Pool.Access(nil), Refresh: webtest.RefreshToken})
	if a := site.Function(access.KindPage, access.User,
		newHandler).Do(webtest.Navigate("/profile", cookies...)); a.Status != 200 ||
		strings.Contains(a.Body, "/admin/users") {
		t.Errorf("%d: a group of the ID token counts", a.Status)
	}
}

func TestProfileIsPrivate(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	profile := site.Function(access.KindPage, access.User, newHandler)
	if a := profile.Do(webtest.Navigate("/profile")); a.Status != 303 || a.Location() != "/auth/login?return_to=%2Fprofile" {
		t.Errorf("a visitor gets %d to %q", a.Status, a.Location())
	}
	for _, agent := range []string{"ELB-HealthChecker/2.0", "GoogleHC/1.0", "kube-probe/1.30"} {
		if a := profile.Do(webtest.Get("/profile").With("user-agent", agent)); a.Status != 303 {
			t.Errorf("%s gets %d", agent, a.Status)
		}
	}
	if a := profile.Do(webtest.Submit("/profile", nil, site.SignedIn()...)); a.Status != 405 ||
		a.Header["allow"] != "GET, HEAD" {
		t.Errorf("a form gets %d, Allow %q", a.Status, a.Header["allow"])
	}
}

// TestWithoutAGuard: were the route public by mistake, the function would not show an empty profile but refuse to
// start.
func TestWithoutAGuard_SEC114(t *testing.T) {
	for _, right := range []access.Right{access.Public, access.Optional} {
		if _, err := newHandler(webtest.New(t, templates.Failure).Deps(right)); err == nil ||
			!strings.Contains(err.Error(), string(right)) {
			t.Errorf("%s: error %v", right, err)
		}
	}
}
