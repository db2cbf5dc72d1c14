package main

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// TestRegistrationIsAnAttemptToo: the way back, the state and the verifier are those of a sign-in, so that a visitor
// who has registered is signed in.
func TestRegistrationIsAnAttemptToo_SEC001_S21(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	a := site.Page(newHandler).Do(webtest.Navigate("/auth/signup?return_to=/profile&lang=de"))
	for _, part := range []string{"client_id=" + site.Pool.ClientID, "code_challenge_method=S256", "response_type=code",
		"state=", "nonce=", "lang=de", "scope=openid+email"} {
		if !strings.HasPrefix(a.Location(), webtest.Domain+"/signup?") || !strings.Contains(a.Location(), part) {
			t.Errorf("%q is missing in %q", part, a.Location())
		}
	}
	if a.Status != 303 || len(a.Lines) != 1 || !strings.HasPrefix(a.Lines[0], "__Host-Http-flow-") {
		t.Fatalf("%d with cookies %q", a.Status, a.Lines)
	}
	value, _, _ := strings.Cut(a.Lines[0], ";")
	if way, err := base64.RawURLEncoding.DecodeString(value[strings.LastIndex(value, ".")+1:]); err != nil ||
		string(way) != "/profile" {
		t.Errorf("the way back is %q (%v)", way, err)
	}
}

// TestRegistrationIsRemembered for the home page, and only for it.
func TestRegistrationIsRemembered_R23(t *testing.T) {
	for path, want := range map[string]bool{"/auth/signup": true, "/auth/signup?return_to=/": true,
		"/auth/signup?return_to=/profile": false} {
		a := webtest.New(t, templates.Failure).Page(newHandler).Do(webtest.Navigate(path))
		marked := slices.ContainsFunc(a.Lines, func(line string) bool {
			return strings.HasPrefix(line, "__Host-Http-sign-up=1; ") && strings.Contains(line, "Max-Age=600")
		})
		if a.Status != 303 || marked != want {
			t.Errorf("%s: %d with cookies %q", path, a.Status, a.Lines)
		}
	}
}

// TestNobodyRegisters: Cognito answers /signup with an error where only administrators make users, so that nobody is
// sent there.
func TestNobodyRegisters(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	site.Config.SignUpOff = true
	if a := site.Page(newHandler).Do(webtest.Navigate("/auth/signup")); a.Status != 303 ||
		!strings.HasPrefix(a.Location(), webtest.Domain+"/oauth2/authorize?") {
		t.Errorf("%d to %q", a.Status, a.Location())
	}
}

func TestOnlyNavigationsRegister_SEC009(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	signup := site.Page(newHandler)
	if a := signup.Do(webtest.Navigate("/auth/signup").With("sec-purpose", "prefetch")); a.Status != 401 || len(a.Lines) > 0 {
		t.Errorf("a prefetch gets %d and %d cookies", a.Status, len(a.Lines))
	}
	if a := signup.Do(webtest.Submit("/auth/signup", nil)); a.Status != 405 || len(a.Lines) > 0 {
		t.Errorf("a form gets %d and %d cookies", a.Status, len(a.Lines))
	}
}
