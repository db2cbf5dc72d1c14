package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/useradmin"
)

// TestOnlyWhatWorksIsOffered_U20: each state of an account times each action, on the page of the user and when an
// action is asked for all the same.
func TestOnlyWhatWorksIsOffered_U20(t *testing.T) {
	everywhere := []string{"sign-out", "add-admin", "add-to-group", "remove-from-group", "disable", "delete"}
	disabled := []string{"sign-out", "enable", "add-admin", "add-to-group", "remove-from-group", "delete"}
	tests := []struct {
		name    string
		user    useradmin.User
		offered []string
		wayOn   string // from resetting the password; "": it works
	}{
		{"confirmed", useradmin.User{Status: useradmin.Confirmed, EmailVerified: true, Enabled: true},
			append([]string{"reset-password"}, everywhere...), ""},
		{"address not verified", useradmin.User{Status: useradmin.Confirmed, Enabled: true}, everywhere,
			"users set-password"},
		{"not confirmed", useradmin.User{Status: useradmin.Unconfirmed, Enabled: true}, everywhere,
			"has not confirmed the address"},
		{"invited", useradmin.User{Status: useradmin.ForceChangePassword, EmailVerified: true, Enabled: true},
			append([]string{"invite"}, everywhere...), "Send the invitation again"},
		{"reset", useradmin.User{Status: useradmin.ResetRequired, EmailVerified: true, Enabled: true}, everywhere,
			"Forgot your password?"},
		{"federated", useradmin.User{Status: useradmin.ExternalProvider, Enabled: true}, everywhere, "external provider"},
		{"disabled", useradmin.User{Status: useradmin.Confirmed, EmailVerified: true}, disabled, "Enable the account first"},
		{"invited and disabled", useradmin.User{Status: useradmin.ForceChangePassword, EmailVerified: true}, disabled,
			"Enable the account first"},
		{"federated and disabled", useradmin.User{Status: useradmin.ExternalProvider}, disabled, "external provider"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			tt.user.Subject, tt.user.Username, tt.user.Email = other, "Google_42", "bob@example.com"
			s.directory.users[other] = tt.user
			page := s.show(other, "").Body
			for _, action := range actions {
				offered := strings.Contains(page, `action="/admin/users/`+other+"/"+action.name+`"`)
				if want := slices.Contains(tt.offered, action.name); offered != want {
					t.Errorf("%s is offered: %v, want %v", action.name, offered, want)
				}
			}
			got := s.post(other, "reset-password", s.form())
			if tt.wayOn == "" {
				if got.StatusCode != http.StatusOK || !strings.Contains(got.Body, `name="confirmed"`) {
					t.Errorf("status %d, want the question", got.StatusCode)
				}
				return
			}
			if said := strings.Contains(got.Body, strings.ReplaceAll(tt.wayOn, `"`,
				"&#34;")); got.StatusCode != http.StatusConflict || !said || strings.Contains(got.Body, `name="confirmed"`) {
				t.Errorf("status %d, want 409 with %q", got.StatusCode, tt.wayOn)
			}
			if changes := s.directory.changes(); len(changes) != 0 {
				t.Errorf("calls %q", changes)
			}
		})
	}
}

// TestRefusalsNameTheWayOn_U20: the state may change between the page and the click.
func TestRefusalsNameTheWayOn_U20(t *testing.T) {
	s := newSite(t)
	form := s.form()
	s.directory.fail["InviteAgain"] = useradmin.User{Status: useradmin.Confirmed, Enabled: true}.CanInviteAgain()
	got := s.post(other, "invite", form)
	_, query, _ := strings.Cut(got.location(), "?")
	page := s.show(other, "?"+query).Body
	if got.StatusCode != http.StatusSeeOther || !strings.Contains(page,
		"Nothing was changed. The user accepted the invitation and has a password. Reset the password instead.") {
		t.Errorf("status %d, page %s", got.StatusCode, page)
	}
	if results := s.results(); !slices.Equal(results, []string{"started", "refused"}) {
		t.Errorf("audit log: %q", results)
	}
}
