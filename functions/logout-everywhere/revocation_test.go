package main

import (
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/revocation/revocationtest"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestEndsTokensAtOnce: the next request of any device is refused; what cannot be recorded is not reported as done.
func TestEndsTokensAtOnce_N40(t *testing.T) {
	site, cookies := newSite(t)
	table := &revocationtest.Table{}
	site.InstantSignOut(table, 0)
	function := over(site, &fakePool{})
	table.SetFail(revocationtest.WritesDown)
	a := function.Do(webtest.Submit(path, nil, cookies...))
	if a.Status != 503 || a.Code() != string(web.CodeBusy) || len(a.Lines) != 0 || a.Event("signout.everywhere") != nil {
		t.Errorf("without an entry: %d %s, cookies %q, events %v", a.Status, a.Code(), a.Lines, a.Events)
	}
	table.SetFail(nil)
	if a := function.Do(webtest.Submit(path, nil, cookies...)); a.Status != 303 || a.Event("signout.everywhere") == nil {
		t.Errorf("with an entry: %d, events %v", a.Status, a.Events)
	}
	if table.Item("user#" + authtest.Subject)["not_before"]["N"] == "" {
		t.Error("there is no entry")
	}
	phone := site.Cookies(site.Session(authtest.Claims{"origin_jti": "phone"}))
	if a := function.Do(webtest.Submit(path, nil, phone...)); a.Status == 303 && a.Event("signout.everywhere") != nil {
		t.Errorf("another device gets %d", a.Status)
	}
}
