package cognito

import (
	"net/http"
	"strings"
	"testing"
)

// A second local Cognito is a real OpenID provider of the first: discovery, code, nonce, ID token and key set.
func TestSignInWithARealProvider(t *testing.T) {
	s := start(t)
	other := start(t, func(o *Options) {
		o.PoolID = "eu-west-1_OtherPool"
		o.OtherClients = []Client{{ID: "relyingparty", Secret: "rp-secret",
			CallbackURLs: []string{s.url + "/oauth2/idpresponse"}}}
	})
	details := object{"client_id": "relyingparty", "client_secret": "rp-secret", "authorize_scopes": "openid email",
		"oidc_issuer": other.Issuer(), "attributes_request_method": "GET"}
	if a := s.idp("CreateIdentityProvider", object{
		"UserPoolId": s.PoolID(), "ProviderName": "Company", "ProviderType": "OIDC", "ProviderDetails": details,
		"AttributeMapping": object{"email": "email", "email_verified": "email_verified", "username": "sub"},
	}); a.Status != http.StatusOK {
		t.Fatalf("making the provider: %+v", a)
	}
	if a := s.idp("UpdateUserPoolClient", object{
		"UserPoolId": s.PoolID(), "ClientId": s.ClientID(), "SupportedIdentityProviders": []string{"COGNITO",
			"Company"}, "CallbackURLs": []string{callback},
		"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"code"},
		"AllowedOAuthScopes": []string{"openid", "email", "profile"},
	}); a.Status != http.StatusOK {
		t.Fatalf("offering it: %+v", a)
	}
	v, there := s.visitor(), other.visitor()
	away := v.get(s.authorizeQuery("identity_provider", "Company"))
	if !strings.HasPrefix(away.Header.Get("Location"), other.url+"/oauth2/authorize?client_id=relyingparty&redirect_uri=") {
		t.Fatalf("it led to %q: %s", away.Header.Get("Location"), away.body)
	}
	page := there.get(away.Header.Get("Location"))
	if page.Request.URL.Path != "/login" {
		t.Fatalf("the provider shows %s: %s", page.Request.URL, page.body)
	}
	returned := there.post(page.Request.URL.String(), "username", "alice@example.com", "password", password)
	back := v.get(returned.Header.Get("Location"))
	alice, _ := other.pool.User("alice@example.com")
	id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1)
	if id["cognito:username"] != "Company_"+alice.Sub() || id["email"] != "alice@example.com" ||
		id["email_verified"] != true {
		t.Errorf("it signed in %v", id)
	}
	if again := v.get(returned.Header.Get("Location")); again.StatusCode != http.StatusBadRequest {
		t.Errorf("the way back works twice: %d", again.StatusCode)
	}

	other.local("faults", `{"next":"foreign-nonce"}`)
	v, there = s.visitor(), other.visitor()
	page = there.get(v.get(s.authorizeQuery("identity_provider", "Company")).Header.Get("Location"))
	returned = there.post(page.Request.URL.String(), "username", "alice@example.com", "password", password)
	if q := v.get(returned.Header.Get("Location")).location().Query(); q.Get("error") != "invalid_request" || q.Has("code") {
		t.Errorf("a foreign nonce led to %v", q)
	}
	other.local("faults", `{"token":"500"}`)
	v = s.visitor()
	page = there.get(v.get(s.authorizeQuery("identity_provider", "Company")).Header.Get("Location"))
	if q := v.get(page.Header.Get("Location")).location().Query(); q.Get("error_description") != "Company Error - the provider answered 500 server_error" {
		t.Errorf("a failing token endpoint led to %v", q)
	}
}
