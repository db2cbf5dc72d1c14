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
			if a.Status != 303 || a.Location() != "/auth/login?fresh=1&return_to=%2Faccount" || !slices.Contains(f.api.calls, "GlobalSignOut") {
				t.Errorf("with an entry: %d to %q, calls %q", a.Status, a.Location(), f.api.calls)
			}
			if table.Item("user#" + authtest.Subject)["not_before"]["N"] == "" {
				t.Error("there is no entry")
			}
			again := newFixture(t) // as after another sign-in
			if told := again.function.Do(webtest.Navigate("/account", a.Cookies(again.cookies)...)); !strings.Contains(told.Body, done) {
				t.Errorf("afterwards it says %s", told.Body)
			}
		})
	}
}
