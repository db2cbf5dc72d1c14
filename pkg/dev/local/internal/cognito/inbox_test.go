package cognito

import (
	"encoding/json"
	"net/http"
	"testing"
)

// Whoever makes a pool of their own finds its codes in the inbox.
func TestTheInboxHasTheMailsOfEveryPool(t *testing.T) {
	a := newApplication(t, `,"AutoVerifiedAttributes":["email"]`)
	client, _ := a.client(`"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]`)
	a.signUpAs(client, "ada", `{"Name":"email","Value":"ada@example.com"}`)
	if status := a.idp("ForgotPassword", object{"ClientId": publicClient,
		"Username": "alice@example.com"}); status.Status != http.StatusOK {
		t.Fatalf("%+v", status)
	}
	for query, want := range map[string][]string{
		"": {"ada@example.com", "alice@example.com"}, "?pool=" + a.pool: {"ada@example.com"},
		"?to=ada@example.com": {"ada@example.com"},
		"?pool=" + a.PoolID(): {"alice@example.com"}, "?pool=eu-west-1_none": {},
	} {
		var mails []struct{ To, Code, PoolID string }
		if err := json.Unmarshal([]byte(a.visitor().get("/_local/inbox"+query).body), &mails); err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, m := range mails {
			got[m.To] = m.Code != ""
		}
		if len(mails) != len(want) {
			t.Errorf("%q lists %+v", query, mails)
		}
		for _, to := range want {
			if !got[to] {
				t.Errorf("%q lacks the code to %s", query, to)
			}
		}
	}
}
