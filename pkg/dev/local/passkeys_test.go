package local

import (
	"net/url"
	"strings"
	"testing"
)

// Passkeys belong to a name, so the local Cognito is at one, and its sign-in form offers them.
func TestPasskeysMakeTheLocalCognitoABrowsersLocalhost(t *testing.T) {
	stack, err := StartPool(t.Context(), Options{CognitoAddr: "127.0.0.1:0", Passkeys: true, ManagedLogin: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stack.Close() })
	if !strings.HasPrefix(stack.CognitoURL, "http://localhost:") {
		t.Errorf("the local Cognito is at %s", stack.CognitoURL)
	}
	query := url.Values{"client_id": {stack.ClientID}, "redirect_uri": {stack.SiteURL + "/auth/callback"},
		"response_type": {"code"}}
	if _, page := get(t, stack.CognitoURL+"/login?"+query.Encode()); !strings.Contains(page, `name="passkey"`) {
		t.Errorf("the sign-in form offers no passkey: %s", page)
	}
}
