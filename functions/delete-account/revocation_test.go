package main

import (
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestDeletionEndsSessionsAtOnce: without an entry the visitor may try again, and is then told that it is done.
func TestDeletionEndsSessionsAtOnce_N40(t *testing.T) {
	f, table := newFixture(t), &revocationtest.Table{}
	f.InstantSignOut(table, 0)
	f.start(f.Deps(access.User))
	form := f.asked(t)
	table.SetFail(revocationtest.WritesDown)
	a := f.function.Do(webtest.Submit("/auth/delete-account", form, f.cookies...))
	if a.Status != 503 || a.Code() != string(web.CodeDeletionUnconfirmed) || !f.pool.deleted() {
		t.Errorf("without an entry: %d %s", a.Status, a.Code())
	}
	f.checkStays(t, a)
	table.SetFail(nil)
	f.pool.fail = map[string]error{"AdminGetUser": refusal("UserNotFoundException")}
	f.checkLeft(t, f.function.Do(webtest.Submit("/auth/delete-account", form, f.cookies...)))
	if table.Item("user#"+authtest.Subject) == nil {
		t.Error("there is no entry")
	}
}
