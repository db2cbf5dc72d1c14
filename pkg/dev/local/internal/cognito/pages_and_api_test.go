package cognito

import (
	"net/http"
	"net/url"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// A step of the pages does not end at the API, where it would give the tokens of the API to a client without its flows,
// and a Session of the API is no step of the pages.
func TestAStepBelongsToThePagesOrToTheAPI(t *testing.T) {
	s := allowing(t, "ALLOW_USER_PASSWORD_AUTH")
	s.withFactors("ON", pool.SoftwareToken)
	if err := s.pool.GiveToken("alice@example.com", keyOfAlice); err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	login := v.at("/login", "client_id", publicClient).Request.URL.String()
	page := v.post(login, "username", "alice@example.com", "password", password)
	handle := page.Request.URL.Query().Get("attempt")
	code := s.appCode(keyOfAlice, 0)
	s.respond(publicClient, "SOFTWARE_TOKEN_MFA", handle, map[string]string{"USERNAME": "alice@example.com",
		"SOFTWARE_TOKEN_MFA_CODE": code}).
		refused(t, "NotAuthorizedException", "Invalid session due to a mismatched auth flow")

	setUp := v.post(login, "username", "root@example.com", "password", password).Request.URL.Query().Get("attempt")
	s.idp("AssociateSoftwareToken", object{"Session": setUp}).refused(t, "NotAuthorizedException",
		"Invalid session due to a mismatched auth flow")
	s.idp("VerifySoftwareToken", object{"Session": setUp, "UserCode": code}).refused(t, "NotAuthorizedException",
		"Invalid session due to a mismatched auth flow")

	for name, path := range map[string]string{"alice@example.com": "/mfa", "root@example.com": "/mfaSetup"} {
		asked := s.idp("InitiateAuth", object{
			"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": object{"USERNAME": name, "PASSWORD": password},
		})
		step, err := url.Parse(page.Request.URL.String())
		if err != nil {
			t.Fatal(err)
		}
		query := step.Query()
		query.Set("attempt", asked.Session)
		step.Path, step.RawQuery = path, query.Encode()
		shows(t, v.post(step.String(), "authentication_code", code), "/login", http.StatusOK, "That step is over")
	}
	if back := v.post(page.Request.URL.String(), "authentication_code", code); back.location().Query().Get("code") == "" {
		t.Errorf("the page's own step ended at %q\n%s", back.Header.Get("Location"), back.body)
	}
}

// Where the user name is no address, the pages go on with the name and not with the address.
func TestPagesGoOnWithAPlainUserName(t *testing.T) {
	s := start(t)
	variant := s.pool.Behaviour.Variant()
	variant.Unconfirmed = "code-page"
	err := s.pool.Behaviour.SetVariant(variant)
	if err == nil {
		err = s.pool.Configure(func(c *pool.Configuration) error { c.UsernameAttributes = nil; return nil })
	}
	if err == nil {
		_, err = s.pool.Register(t.Context(), pool.SignUp{Name: "bøb", Password: password,
			Attributes: map[string]string{"email": "bob@example.com"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	page := v.password("bøb")
	shows(t, page, "/confirm", http.StatusOK, `name="code"`)
	v.landed(v.post(page.Request.URL.String(), "code", s.lastCode("bob@example.com")))

	if err := s.pool.ResetPassword(t.Context(), pool.Administrator(nil), "bøb"); err != nil {
		t.Fatal(err)
	}
	v = s.visitor()
	page = v.password("bøb")
	shows(t, page, "/confirmforgotPassword", http.StatusOK, `name="code"`)
	done := v.post(page.Request.URL.String(), "code", s.lastCode("bob@example.com"), "password", password)
	shows(t, done, "/login", http.StatusOK, "Your password has been changed.")
}

// A client sets only those attributes with a new password that it may write otherwise.
func TestANewPasswordBringsNoForeignAttributes(t *testing.T) {
	s := allowing(t)
	if _, err := s.pool.UpdateClient(publicClient,
		func(c *pool.Client) error { c.WriteAttributes = []string{"name"}; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.pool.SetPassword("alice@example.com", "Temporary-1", false); err != nil {
		t.Fatal(err)
	}
	a := s.idp("InitiateAuth", object{
		"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "alice@example.com", "PASSWORD": "Temporary-1"},
	})
	s.answer(a, "NEW_PASSWORD", password, "userAttributes.email", "foreign@example.com").
		refused(t, "NotAuthorizedException", "A client attempted to write unauthorized attribute")
	s.answer(a, "NEW_PASSWORD", password, "userAttributes.name", "Alice").signedIn(t)
}

// Somebody with a plain user name is shown it where others are shown their address.
func TestPagesNameWhoHasNoAddress(t *testing.T) {
	s := start(t)
	err := s.pool.Configure(func(c *pool.Configuration) error { c.UsernameAttributes, c.SchemaAttributes = nil, nil; return nil })
	if err == nil {
		_, err = s.pool.Register(t.Context(), pool.SignUp{Name: "bob", Password: password})
	}
	if err == nil {
		err = s.pool.Confirm(t.Context(), "bob", nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	v := s.visitor()
	v.landed(v.password("bob"))
	shows(t, v.at("/login"), "/login", http.StatusOK, "bob")
}

// A client deletes only those attributes that it may write.
func TestAClientDeletesOnlyWhatItMayWrite(t *testing.T) {
	s := allowing(t)
	if _, err := s.pool.UpdateClient(publicClient,
		func(c *pool.Client) error { c.WriteAttributes = []string{"name"}; return nil }); err != nil {
		t.Fatal(err)
	}
	a := s.idp("InitiateAuth", object{
		"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "alice@example.com", "PASSWORD": password},
	})
	token := a.AuthenticationResult.AccessToken
	s.idp("DeleteUserAttributes", object{"AccessToken": token, "UserAttributeNames": []string{"nickname"}}).
		refused(t, "NotAuthorizedException", "A client attempted to write unauthorized attribute")
	if a := s.idp("DeleteUserAttributes", object{"AccessToken": token,
		"UserAttributeNames": []string{"name"}}); a.Status != http.StatusOK {
		t.Errorf("got %+v", a)
	}
}
