package useradmin

import (
	"errors"
	"strings"
	"testing"

	"cognitossr/pkg/language"
)

// TestStatesNameTheWayOn_U20: a refusal says which state the account is in and what works instead.
func TestStatesNameTheWayOn_U20(t *testing.T) {
	tests := []struct {
		status, reset, invite, set string // "": allowed; otherwise a part of the way on
		disabled, unverified       bool
	}{
		{status: Confirmed, invite: "Reset the password"},
		{status: Confirmed, reset: "users set-password", invite: "Reset the password", unverified: true},
		{status: Confirmed, reset: "Enable", invite: "Reset the password", disabled: true},
		{status: Unconfirmed, reset: "sends a new one", invite: "sends a new one"},
		{status: Unconfirmed, reset: "Enable", invite: "sends a new one", disabled: true},
		{status: ForceChangePassword, reset: "Send the invitation again"},
		{status: ForceChangePassword, reset: "Enable", invite: "Enable", disabled: true},
		{status: ResetRequired, reset: "Forgot your password?", invite: "Forgot your password?"},
		{status: ExternalProvider, reset: "external provider", invite: "external provider", set: "external provider"},
		{status: ExternalProvider, reset: "external provider", invite: "external provider", set: "external provider",
			disabled: true},
		{status: "UNKNOWN", invite: "Reset the password"},
	}
	for _, tt := range tests {
		user := User{Subject: "s", Username: "u", Email: "ada@example.com", EmailVerified: !tt.unverified,
			Status: tt.status, Enabled: !tt.disabled}
		for _, check := range []struct {
			name string
			err  error
			want string
		}{{"reset", user.CanResetPassword(), tt.reset}, {"invite", user.CanInviteAgain(), tt.invite},
			{"set", user.CanSetPassword(), tt.set}} {
			if check.want == "" {
				if check.err != nil {
					t.Errorf("%s of %s, disabled %v: %v, want it allowed", check.name, tt.status, tt.disabled, check.err)
				}
				continue
			}
			var state *StateError
			if !errors.As(check.err, &state) || !errors.Is(check.err, ErrRefused) ||
				!strings.Contains(string(state.Instead(language.EN)), check.want) || state.Status != tt.status {
				t.Errorf("%s of %s, disabled %v: %v, want one that says %q", check.name, tt.status, tt.disabled,
					check.err, check.want)
			}
			if words := strings.ToLower(strings.ReplaceAll(tt.status, "_", " ")); check.err != nil &&
				!strings.Contains(check.err.Error(), words) {
				t.Errorf("%v does not name the state", check.err)
			}
		}
	}
	if err := (User{Status: ForceChangePassword, Enabled: true}).CanInviteAgain(); err == nil ||
		!strings.Contains(err.Error(), "no e-mail address") {
		t.Errorf("invitation without an address: %v", err)
	}
}
