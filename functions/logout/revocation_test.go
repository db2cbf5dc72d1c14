package main

import (
	"fmt"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

var laptop = authtest.Claims{"origin_jti": "laptop"}

func signedIn(f *fixture) []string { return f.Cookies(f.Session(laptop)) }

// TestSignOutIsRecorded: a copy of the session opens nothing either, for as long as its longest token could.
func TestSignOutIsRecorded_N40(t *testing.T) {
	tests := []struct {
		name     string
		prepare  func(f *fixture)
		cookies  func(f *fixture) []string
		entry    time.Duration // how long it stays; 0: there is none
		complete bool
	}{
		{"signed in", nil, signedIn, 15*time.Minute + 10*time.Second, true},
		{"expired", nil, func(f *fixture) []string { return f.Cookies(f.Expired(laptop)) }, time.Hour - time.Second, true},
		{"nobody", nil, func(*fixture) []string { return nil }, 0, true},
		{"garbage", nil, func(*fixture) []string { return []string{"__Host-Http-id=x", "__Host-Http-access=y"} }, 0, true},
		{"the refresh token may still be good", func(f *fixture) {
			f.endpoints.Revoke = func(string) (int, error) { return 500, nil }
		}, signedIn, 30 * 24 * time.Hour, true},
		{"keys down", func(f *fixture) { f.KeysDown() }, signedIn, 0, false},
		{"token revocation is off", nil, func(f *fixture) []string {
			return f.Cookies(f.Session(authtest.Claims{"origin_jti": ""}))
		}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, table := newFixture(t), &revocationtest.Table{}
			if tt.prepare != nil {
				tt.prepare(f)
			}
			f.InstantSignOut(table, 0)
			f.restart()
			cookies := tt.cookies(f)
			for range 2 { // the second time does no harm
				a := f.logout.Do(webtest.Submit("/auth/logout", nil, cookies...))
				if left := a.Left(cookies); len(left) != 0 || (a.Status == 303) != tt.complete ||
					(a.Event("signout.completed") != nil) != tt.complete {
					t.Errorf("%d to %q, left %q, events %v", a.Status, a.Location(), left, a.Events)
				}
			}
			item := table.Item("session#laptop")
			want := ""
			if tt.entry > 0 {
				want = fmt.Sprint(f.Clock.Now().Add(tt.entry + time.Minute).Unix())
			}
			if got := item["expires_at"]["N"]; got != want {
				t.Errorf("the entry stays until %s, want %s", got, want)
			}
		})
	}
}

// TestSignOutThatCannotBeRecorded says so, and is not reported as done; this browser is signed out all the same.
func TestSignOutThatCannotBeRecorded_N40(t *testing.T) {
	f, table := newFixture(t), &revocationtest.Table{}
	f.InstantSignOut(table, 0)
	f.restart()
	table.SetFail(revocationtest.WritesDown)
	cookies := f.SignedIn()
	a := f.logout.Do(webtest.Submit("/auth/logout", nil, cookies...))
	if left := a.Left(cookies); a.Status != 503 || a.Code() != string(web.CodeSignOutIncomplete) || len(left) != 0 ||
		a.Header["clear-site-data"] == "" {
		t.Errorf("%d %s, left %q", a.Status, a.Code(), left)
	}
	if a.Event("signout.completed") != nil || a.Event("failure") == nil || len(f.endpoints.Revoked()) != 1 {
		t.Errorf("events %v, revoked %q", a.Events, f.endpoints.Revoked())
	}
	table.SetFail(nil)
	if again := f.logout.Do(webtest.Submit("/auth/logout", nil, cookies...)); again.Location() != authflow.LeavePath {
		t.Errorf("the same form again leads to %q", again.Location())
	}
}
