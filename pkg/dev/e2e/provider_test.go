package e2e

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestSignInWithGoogle signs in as a made-up person of a provider, on a separate site with a list of allowed domains, and
// again after signing out; what the provider may say otherwise leads to a page that explains it.
func TestSignInWithGoogle_R26_F67(t *testing.T) {
	localOnly(t)
	var logs lockedBuffer
	stack, err := local.Start(t.Context(), local.Options{
		Root: "../../..", Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Output: &logs, NoRebuild: true,
		Providers: []local.Provider{{Name: "Google"}},
		Getenv:    func(name string) string { return map[string]string{"ALLOWED_EMAIL_DOMAINS": "example.com"}[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	atGoogle := func(v *visitor, fields map[string]string) *answer {
		page := v.get(stack.SiteURL+"/auth/login?idp=Google").wants(http.StatusOK, "This page stands in for Google")
		forms := page.forms()
		form := forms[len(forms)-1] // those before it are of people who were here
		for name, value := range fields {
			form.values.Set(name, value)
		}
		return v.send(page, form)
	}

	v := newVisitor(t)
	v.get(stack.SiteURL+"/auth/login").wants(http.StatusOK, "Continue with Google")
	for range 2 {
		home := atGoogle(v, map[string]string{"answer": "accept", "email": "ada@example.com",
			"subject": "1"}).wants(http.StatusOK, "Hello ada@example.com")
		v.get(stack.SiteURL + "/account").lacks("Change your password")
		v.get(stack.SiteURL+"/account/password/change").wants(http.StatusForbidden, "You sign in with another provider")
		v.press(home, "/auth/logout")
		v.get(stack.SiteURL+"/").wants(http.StatusOK, "No user is signed in.")
	}
	for _, tt := range []struct {
		name   string
		fields map[string]string
		status int
	}{
		{"refused", map[string]string{"answer": "refuse"}, http.StatusBadRequest},
		{"without e-mail", map[string]string{"answer": "accept", "subject": "2"}, http.StatusBadRequest},
		{"another domain", map[string]string{"answer": "accept", "email": "eve@example.net"}, http.StatusForbidden},
		{"not verified", map[string]string{"answer": "accept", "email": "bob@example.com", "verified": "no"},
			http.StatusForbidden},
	} {
		v := newVisitor(t)
		page := atGoogle(v, tt.fields)
		if page.status != tt.status || !strings.HasPrefix(page.url.String(), stack.SiteURL) {
			t.Errorf("%s: %d at %s\n%s", tt.name, page.status, page.url, page.text())
		}
		v.get(stack.SiteURL + "/").lacks("Hello")
	}
	if strings.Contains(logs.String(), "@") {
		t.Errorf("the log has an address:\n%s", logs.String())
	}
}
