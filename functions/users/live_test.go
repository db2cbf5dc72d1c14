package main

import (
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
)

// TestSignedOutAdministrators: an access token verifies until it expires, so each request asks Cognito whether its
// session was ended (U-18).
func TestSignedOutAdministrators_SEC101(t *testing.T) {
	const address = "bob@example.com"
	tests := []struct {
		name   string
		err    error
		status int
		code   web.Code
	}{
		{"signed in", nil, http.StatusOK, ""},
		{"signed out everywhere", cognito.ErrSignedOut, http.StatusForbidden, web.CodeReauthenticate},
		{"no answer: the pool decides alone", cognito.ErrUnavailable, http.StatusOK, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			form := s.form()
			s.directory.calls, s.directory.asked = nil, 0
			s.directory.fail["StillSignedIn"] = tt.err
			for page, a := range map[string]answer{"the list": s.list(""), "a user": s.show(other, ""),
				"a change": s.post(other, "delete", form)} {
				if a.StatusCode != tt.status || !strings.Contains(a.Body, string(tt.code)) ||
					strings.Contains(a.Body, address) != (tt.status == http.StatusOK) {
					t.Errorf("%s: %d: %s", page, a.StatusCode, a.Body)
				}
			}
			if (len(s.directory.calls) > 0) != (tt.status == http.StatusOK) || s.directory.asked != 3 {
				t.Errorf("calls %q, asked %d times", s.directory.calls, s.directory.asked)
			}
		})
	}
}
