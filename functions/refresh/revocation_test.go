package main

import (
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web/webtest"
)

var laptop = authtest.Claims{"origin_jti": "laptop"}

// TestRefreshUnderWay: a session that ends while Cognito is answering is not stored, whichever way it ends, and its new
// refresh token is revoked.
func TestRefreshUnderWay_N40(t *testing.T) {
	for name, end := range map[string]func(f *fixture) error{
		"the session":       func(f *fixture) error { return f.Revocations.EndSession(t.Context(), "laptop", time.Hour) },
		"all of the user's": func(f *fixture) error { return f.Revocations.EndUser(t.Context(), authtest.Subject, time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.InstantSignOut(&revocationtest.Table{}, 0)
			f.restart()
			signedIn := f.Clock.Now().Add(-time.Hour).Unix()
			cookies := f.Cookies(f.Expired(laptop))
			f.endpoints.Token = func(url.Values) (int, string, error) {
				if err := end(f); err != nil {
					t.Error(err)
				}
				renewed := f.Session(authtest.Claims{"origin_jti": "laptop", "auth_time": signedIn})
				renewed.Refresh = next
				return 200, webtest.Grant(renewed), nil
			}
			a := f.refresh.Do(webtest.Navigate("/auth/refresh?return_to=%2Fx", cookies...))
			if left := a.Left(cookies); len(left) != 0 || !slices.Equal(f.endpoints.Revoked(), []string{next}) {
				t.Errorf("%d, left %q, revoked %q", a.Status, left, f.endpoints.Revoked())
			}
			if line := a.Event("refresh.failed"); line == nil || line["reason"] != "revoked" {
				t.Errorf("events %v", a.Events)
			}
		})
	}
}

// TestRefreshWithoutTheTable goes on: the old refresh token may be used up, and pages ask for themselves.
func TestRefreshWithoutTheTable_N40(t *testing.T) {
	f, table := newFixture(t), &revocationtest.Table{}
	f.InstantSignOut(table, 0)
	f.restart()
	table.SetFail(revocationtest.Down("ResourceNotFoundException", 400))
	f.hands(200, webtest.Grant(f.renewed(laptop)), nil)
	cookies := f.Cookies(f.Expired(laptop))
	a := f.refresh.Do(webtest.Navigate("/auth/refresh?return_to=%2Fx", cookies...))
	if a.Status != 303 || a.Location() != "/x" || a.Event("refresh.completed") == nil || a.Event("failure") == nil {
		t.Errorf("%d to %q, events %v", a.Status, a.Location(), a.Events)
	}
}

// TestSignOutAgainstRefresh: in whatever order four processes sign out, refresh and open pages, afterwards no page
// opens with any cookies that came out of it.
func TestSignOutAgainstRefresh_N40(t *testing.T) {
	f, table := newFixture(t), &revocationtest.Table{}
	signedIn := f.Clock.Now().Add(-time.Hour).Unix()
	f.endpoints.Token = func(url.Values) (int, string, error) {
		return 200, webtest.Grant(f.renewed(authtest.Claims{"origin_jti": "laptop", "auth_time": signedIn})), nil
	}
	expired := f.Cookies(f.Expired(laptop))
	type process struct{ refresh, page *webtest.Function }
	var processes []process
	for range 4 {
		f.InstantSignOut(table, 0)
		f.restart()
		processes = append(processes, process{f.refresh, f.page})
	}
	for range 10 {
		var group sync.WaitGroup
		jars := make([][]string, len(processes))
		for i, p := range processes {
			group.Go(func() {
				if i == 0 {
					if err := f.Revocations.EndSession(t.Context(), "laptop", time.Hour); err != nil {
						t.Error(err)
					}
					return
				}
				jars[i] = p.refresh.Do(webtest.Navigate("/auth/refresh?return_to=%2Fx", expired...)).Cookies(expired)
			})
		}
		group.Wait()
		for i, p := range processes {
			if a := p.page.Do(webtest.Navigate("/x", jars[i]...)); a.Status == 200 {
				t.Fatalf("process %d still opens a page", i)
			}
		}
	}
}
