package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestSignInCanBeInspected_N11: the control page shows a sign-in through both sides, and its checks pass.
func TestSignInCanBeInspected_N11(t *testing.T) {
	v := newVisitor(t)
	stack := localOnly(t)
	v.submit(v.get("/profile"), map[string]string{"username": userEmail,
		"password": userPassword}).wants(http.StatusOK, userEmail)
	answer, err := http.Get(stack.CognitoURL + "/_local/sign-ins")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	shown, err := io.ReadAll(answer.Body)
	if err != nil || strings.Contains(string(shown), userPassword) {
		t.Fatalf("the list of sign-ins: %v, or it holds the password", err)
	}
	var list []struct {
		Steps []struct {
			From, To, Path string
			Parameters     []struct{ Name, Value string }
		}
		Checks []struct {
			Name   string
			Passed bool
		}
	}
	if err := json.Unmarshal(shown, &list); err != nil || len(list) == 0 {
		t.Fatalf("%v in %s", err, shown)
	}
	var steps, failed []string
	for _, step := range list[0].Steps {
		steps = append(steps, step.From+" "+step.To+" "+step.Path)
	}
	want := []string{
		"browser site /auth/login", "browser Cognito /oauth2/authorize", "browser Cognito /login", "browser Cognito /login",
		"browser site /auth/callback", "site Cognito /oauth2/token", "browser site /profile",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("the steps are %q", steps)
	}
	for _, check := range list[0].Checks {
		if !check.Passed {
			failed = append(failed, check.Name)
		}
	}
	if len(failed) > 0 || len(list[0].Checks) != 7 {
		t.Errorf("%d checks, of which failed %q", len(list[0].Checks), failed)
	}
}
