package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

func function(t *testing.T) (*webtest.Site, *webtest.Function) {
	site := webtest.New(t, templates.Failure)
	return site, site.Function(access.KindPage, access.Optional, newHandler)
}

// TestPasswordManagersFindTheWay: at the well-known address a browser is redirected, also one that only looks whether
// there is such an address and opens no page, and the page at its end is there for everybody.
func TestPasswordManagersFindTheWay_U11(t *testing.T) {
	site, password := function(t)
	for name, r := range map[string]webtest.Request{
		"a browser": webtest.Navigate("/.well-known/change-password"),
		"a look": webtest.Get("/.well-known/change-password").With("sec-fetch-mode",
			"no-cors").With("sec-fetch-dest", "empty"),
		"signed in": webtest.Navigate("/.well-known/change-password", site.SignedIn()...),
	} {
		if a := password.Do(r); a.Status != 303 || a.Location() != "/account/password" || len(a.Lines) != 0 {
			t.Errorf("%s: %d to %q", name, a.Status, a.Location())
		}
	}
	for _, cookies := range [][]string{nil, site.SignedIn()} {
		a := password.Do(webtest.Navigate("/account/password", cookies...))
		if a.Status != 200 || !strings.Contains(a.Body, `href="/auth/password?return_to=%2Fprofile"`) ||
			strings.Contains(a.Body, authtest.Email) != (cookies != nil) {
			t.Errorf("%d: %s", a.Status, a.Body)
		}
	}
}

// TestChangeIsAnAttempt: a user who has set a new password signs in with it, and that has to come back as any sign-in
// does.
func TestChangeIsAnAttempt_SEC001(t *testing.T) {
	_, password := function(t)
	a := password.Do(webtest.Navigate("/auth/password?return_to=/profile"))
	for _, part := range []string{"code_challenge_method=S256", "response_type=code", "state=", "nonce="} {
		if a.Status != 303 || !strings.HasPrefix(a.Location(), webtest.Domain+"/forgotPassword?") ||
			!strings.Contains(a.Location(), part) {
			t.Errorf("%d to %q without %s", a.Status, a.Location(), part)
		}
	}
	if len(a.Lines) != 1 || !strings.HasPrefix(a.Lines[0], "__Host-Http-flow-") {
		t.Errorf("cookies %q", a.Lines)
	}
}
