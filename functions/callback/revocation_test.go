package main

import (
	"slices"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
)

// TestSignInThroughASessionThatHasEnded: Cognito's own session, of before all of the user's sessions were ended, does
// not sign in: a new sign-in is asked for.
func TestSignInThroughASessionThatHasEnded_N40(t *testing.T) {
	f := newFixture(t)
	f.InstantSignOut(&revocationtest.Table{}, 0)
	f.restart()
	if err := f.Revocations.EndUser(t.Context(), authtest.Subject, time.Hour); err != nil {
		t.Fatal(err)
	}
	began := f.Clock.Now()
	f.Clock.Advance(time.Minute)
	for name, tt := range map[string]struct {
		signedIn time.Time
		status   int
		code     web.Code
	}{
		"of before":     {began.Add(-time.Minute), 403, web.CodeReauthenticate},
		"of afterwards": {began.Add(2 * time.Second), 303, ""},
	} {
		flow := f.start("/profile")
		session := f.grants(flow, authtest.Claims{"auth_time": tt.signedIn.Unix()})
		revoked := len(f.endpoints.Revoked())
		a := f.callback.Do(back(flow, flow.good()))
		if a.Status != tt.status || a.Code() != string(tt.code) {
			t.Errorf("%s: %d %s, want %d", name, a.Status, a.Code(), tt.status)
		}
		if ended := f.endpoints.Revoked()[revoked:]; tt.code != "" && !slices.Equal(ended, []string{session.Refresh}) {
			t.Errorf("%s: revoked %q", name, ended)
		}
	}
}
