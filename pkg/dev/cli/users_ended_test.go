//go:build !noaws

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
)

// TestLocalUsersEndSessionsAtOnce_N40: where the local Cognito has a table of ended sessions, the tool finds and writes it.
func TestLocalUsersEndSessionsAtOnce_N40(t *testing.T) {
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
		"COGNITO_USER_POOL_ID", "AWS_PROFILE", "INSTANT_SIGN_OUT_TABLE"} {
		t.Setenv(name, "")
	}
	for _, on := range []bool{true, false} {
		stack, err := local.StartPool(t.Context(), local.Options{
			CognitoAddr: "127.0.0.1:0", InstantSignOut: on,
			Users: []local.User{{Email: "ada@example.com", Password: "Password-1815"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stack.Close() })
		p := localPool{t, stack}
		if output, err := p.users("", "disable", "ada@example.com"); err != nil {
			t.Fatalf("disable: %v\n%s", err, output)
		}
		if written := strings.Contains(get(t, stack.ControlURL+"state"), `"S": "user#`); written != on {
			t.Errorf("with a table: %v, written: %v", on, written)
		}
		if !on {
			continue
		}
		failing := strings.NewReader(`{"fault":"throttled","on":"writes"}`)
		answer, err := http.Post(stack.ControlURL+"table", "application/json", failing)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		_ = answer.Body.Close()
		if output, err := p.users("", "sign-out", "ada@example.com"); err == nil ||
			!strings.Contains(err.Error(), "not refused before they expire") {
			t.Errorf("sign-out without its entry: %v\n%s", err, output)
		}
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
