package main

import (
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// TestCodeCanBeEnteredLater: who has left Cognito's page for the code enters it here, and Cognito judges it. No
// sign-in is started by that.
func TestCodeCanBeEnteredLater_R23(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	signup := site.Page(newHandler)
	a := signup.Do(webtest.Navigate("/account/confirm"))
	for _, part := range []string{`method="post" action="/account/confirm"`, `name="user_name"`, `name="confirmation_code"`} {
		if a.Status != 200 || len(a.Lines) > 0 || !strings.Contains(a.Body, part) {
			t.Errorf("%d: %q is missing in %s", a.Status, part, a.Body)
		}
	}
	a = signup.Do(webtest.Submit("/account/confirm", url.Values{"user_name": {" ann+1@example.com "},
		"confirmation_code": {"123456 "}}))
	want := webtest.Domain + "/confirmUser?client_id=" + site.Pool.ClientID +
		"&confirmation_code=123456&user_name=ann%2B1%40example.com"
	if a.Status != 303 || len(a.Lines) > 0 || a.Location() != want {
		t.Errorf("%d to %q, wanted %q", a.Status, a.Location(), want)
	}
	if a := signup.Do(webtest.Submit("/account/confirm",
		url.Values{"user_name": {"ann@example.com"}})); a.Status != 303 || a.Location() != "/account/confirm" {
		t.Errorf("without a code: %d to %q", a.Status, a.Location())
	}
}

func TestNobodyConfirmsWhereNobodyRegisters(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	site.Config.SignUpOff = true
	signup := site.Page(newHandler)
	for _, r := range []webtest.Request{webtest.Navigate("/account/confirm"),
		webtest.Submit("/account/confirm", url.Values{"user_name": {"a@example.com"}, "confirmation_code": {"1"}})} {
		if a := signup.Do(r); a.Status != 303 || a.Location() != "/" {
			t.Errorf("%d to %q", a.Status, a.Location())
		}
	}
}
