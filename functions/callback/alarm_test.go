package main

import (
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
)

// TestStrangersRaiseNoAlarm: the alarm "many visitors cannot sign in" counts lines of the level ERROR. Nothing that
// anybody can send writes one, with a flow of their own or without; trouble of Cognito's endpoints does.
func TestStrangersRaiseNoAlarm_R84(t *testing.T) {
	f := newFixture(t)
	f.endpoints.Token = func(url.Values) (int, string, error) { return 400, webtest.Refusal("invalid_grant"), nil }
	level := func(query string, cookies ...string) any {
		line := f.callback.Do(webtest.Navigate("/auth/callback?"+query, cookies...)).Event("signin.failed")
		if line == nil {
			return ""
		}
		return line["level"]
	}
	states := []string{"server_error", "temporarily_unavailable", "access_denied",
		"invalid_request&error_description=invalid_scope", "unauthorized_client", "x"}
	for _, reported := range states {
		begun := f.start("/profile")
		if got := level("error="+reported+"&state="+begun.state, begun.cookies...); got == "ERROR" {
			t.Errorf("error=%s, in a flow, is logged at level %s", reported, got)
		}
		if got := level("error=" + reported); got == "ERROR" {
			t.Errorf("error=%s is logged at level %s", reported, got)
		}
	}
	begun := f.start("/profile")
	for _, query := range []string{"", "code=x", "code=x&state=" + strings.Repeat("s", 43),
		"code=x&state=" + begun.state, "code=x&code=y&state=" + begun.state} {
		if got := level(query, begun.cookies...); got == "ERROR" {
			t.Errorf("%.30q is logged at level %s", query, got)
		}
	}
	f.endpoints.Token = func(url.Values) (int, string, error) { return 500, "", nil }
	begun = f.start("/profile")
	if got := level("code=x&state="+begun.state, begun.cookies...); got != "ERROR" {
		t.Errorf("trouble of the token endpoint is logged at level %s: the alarm would never ring", got)
	}
}
