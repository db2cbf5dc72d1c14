package main

import (
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web/webtest"
)

// TestChangesEndSessions: with instant sign-out a new password and a new address end every session, and a session that
// could not be ended is not said to be.
func TestChangesEndSessions_N40(t *testing.T) {
	for path, done := range map[string]string{
		"/account/password/change": "Your password is changed, and all your sessions have ended.",
		"/account/email/code":      "Your e-mail address is changed, and all your sessions have ended.",
	} {
		t.Run(path, func(t *testing.T) {
			table := &revocationtest.Table{}
			f := newFixture(t, func(f *fixture) { f.InstantSignOut(table, 0) })
			f.unlock()
			table.SetFail(revocationtest.WritesDown)
			a := f.submit(path, forms[path]...)
			if a.Status != 303 || a.Location() != "/account" || a.Event("failure") == nil {
				t.Errorf("without an entry: %d to %q, events %v", a.Status, a.Location(), a.Events)
			}
			told := f.function.Do(webtest.Navigate("/account", a.Cookies(f.cookies)...))
			if !strings.Contains(told.Body, "but your sessions could not be ended") {
				t.Errorf("without an entry it says %s", told.Body)
			}
			table.SetFail(nil)
			f.api.calls = nil
			a = f.submit(path, forms[path]...)
			if a.Status != 303 || a.Location() != "/auth/login?fresh=1&return_to=%2Faccount" ||
				!slices.Contains(f.api.calls, "GlobalSignOut") {
				t.Errorf("with an entry: %d to %q, calls %q", a.Status, a.Location(), f.api.calls)
			}
			if table.Item("user#" + authtest.Subject)["not_before"]["N"] == "" {
				t.Error("there is no entry")
			}
			again := newFixture(t) // as after another sign-in
			if told := again.function.Do(webtest.Navigate("/account",
				a.Cookies(again.cookies)...)); !strings.Contains(told.Body, done) {
				t.Errorf("afterwards it says %s", told.Body)
			}
		})
	}
}

// TestCopyOfTheCookieEndsWithLock: with instant sign-out an authorization that was given up is of no use in any copy. The
// session goes on, and so does another authorization of it.
func TestCopyOfTheCookieEndsWithLock_SEC067_N40(t *testing.T) {
	const page, origin = "/account/email", "of-the-authorization"
	for name, test := range map[string]struct {
		fail   func(*revocationtest.Table)
		origin string
		taken  bool
	}{
		"the entry is there":    {func(*revocationtest.Table) {}, origin, false},
		"another authorization": {func(*revocationtest.Table) {}, "of-a-later-one", true},
		"the entry could not be": {func(table *revocationtest.Table) { table.SetFail(revocationtest.WritesDown) },
			origin, true},
		"the table does not answer": {func(table *revocationtest.Table) {
			table.SetFail(revocationtest.Down("ThrottlingException", 400))
		}, origin, true},
	} {
		t.Run(name, func(t *testing.T) {
			table := &revocationtest.Table{}
			f := newFixture(t, func(f *fixture) { f.InstantSignOut(table, 0) })
			f.hold(f.sealed(authtest.Claims{"origin_jti": origin}))
			copied := f.sealed(authtest.Claims{"origin_jti": test.origin})
			test.fail(table)
			a := f.submit("/account/lock")
			f.cookies = a.Cookies(f.cookies)
			failed := a.Event("failure") != nil
			if a.Status != 303 || heldBy(f.cookies) != "" || failed != (test.taken && test.origin == origin) {
				t.Fatalf("%d, cookies %q, events %v", a.Status, a.Lines, a.Events)
			}
			if told := f.function.Do(webtest.Navigate("/account", f.cookies...)); told.Status != 200 {
				t.Errorf("the session has ended: %d", told.Status)
			}
			f.hold(copied)
			a = f.submit(page, forms[page]...)
			if taken := a.Location() == "/account/email/code"; taken != test.taken {
				t.Errorf("a copy is taken: %v, want %v", taken, test.taken)
			}
		})
	}
}

// TestLockOfTheSessionsOwnOrigin: an entry must not end the session whose authorization is given up.
func TestLockOfTheSessionsOwnOrigin_N40(t *testing.T) {
	table := &revocationtest.Table{}
	f := newFixture(t, func(f *fixture) { f.InstantSignOut(table, 0) })
	f.unlock()
	f.cookies = f.submit("/account/lock").Cookies(f.cookies)
	if _, writes := table.Calls(); writes != 0 {
		t.Errorf("%d entries are written", writes)
	}
	if told := f.function.Do(webtest.Navigate("/account", f.cookies...)); told.Status != 200 {
		t.Errorf("the session has ended: %d", told.Status)
	}
}
