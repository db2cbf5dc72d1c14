package main

import (
	"slices"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
)

// TestSessionThatWasSignedOut_SEC067: a session that a late answer has brought back is ended here too, with whatever
// refresh token it has by now.
func TestSessionThatWasSignedOut_SEC067(t *testing.T) {
	gone := authtest.Claims{"origin_jti": "gone"}
	tests := []struct {
		name    string
		cookies func(f *fixture) []string
		revoked string
		calls   int
	}{
		{"its tokens have expired", func(f *fixture) []string { return f.Cookies(f.Expired(gone)) }, webtest.RefreshToken, 0},
		{"its tokens are fresh", func(f *fixture) []string { return f.Cookies(f.Session(gone)) }, webtest.RefreshToken, 0},
		// Only the refresh token came back. The site knows it by its tag, and Cognito says whose it is.
		{"its refresh token alone", func(f *fixture) []string { return f.Cookies(f.Session(gone))[2:] }, next, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.hands(200, webtest.Grant(f.renewed(gone)), nil)
			cookies := append(tt.cookies(f), f.SignedOut("gone"))
			a := f.refresh.Do(hop(cookies).With("sec-fetch-site", "same-origin"))
			if left := a.Left(cookies); a.Status != 303 || a.Location() != "/profile" || len(left) != 0 {
				t.Errorf("%d to %q, left %q", a.Status, a.Location(), left)
			}
			if !slices.Equal(f.endpoints.Revoked(), []string{tt.revoked}) || len(f.endpoints.Forms()) != tt.calls {
				t.Errorf("revoked %q after %d calls", f.endpoints.Revoked(), len(f.endpoints.Forms()))
			}
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != "signed-out" {
				t.Errorf("events %v", a.Events)
			}
		})
	}
	f := newFixture(t)
	f.hands(200, webtest.Grant(f.renewed(authtest.Claims{"origin_jti": "another"})), nil)
	cookies := append(f.Cookies(f.Expired(authtest.Claims{"origin_jti": "another"})), f.SignedOut("gone"))
	if a := f.refresh.Do(hop(cookies)); a.Event("refresh.completed") == nil || len(a.Left(cookies)) != 3 {
		t.Errorf("another session is not refreshed: %v", a.Events)
	}
}
