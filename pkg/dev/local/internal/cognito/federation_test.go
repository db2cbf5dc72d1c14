package cognito

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// withGoogle is a stack whose pages offer Google and a company, both played by a page.
func withGoogle(t *testing.T, change ...func(*Options)) *stack {
	t.Helper()
	return start(t, append([]func(*Options){func(o *Options) {
		o.Providers = []Provider{{Name: "Google"},
			{Name: "Okta", AttributeMapping: map[string]string{"given_name": "first"}, Identifiers: []string{"example.org"}}}
	}}, change...)...)
}

// signInAt goes through the page that stands in for a provider.
func (v *visitor) signInAt(provider string, fields ...string) answer {
	v.t.Helper()
	page := v.get(v.authorizeQuery("identity_provider", provider))
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, "This page stands in for "+provider) {
		v.t.Fatalf("authorize led to %s: %d\n%s", page.Request.URL, page.StatusCode, page.body)
	}
	return v.post(page.Request.URL.String(), fields...)
}

func TestSignInWithAProvider_F67(t *testing.T) {
	s := withGoogle(t)
	v := s.visitor()
	back := v.signInAt("Google", "answer", "accept", "subject", "123", "email", "Ada@example.com")
	if q := back.location().Query(); q.Get("state") != "st-1" || q.Get("code") == "" {
		t.Fatalf("it led to %s", back.location())
	}
	tokens := s.redeem(back.location().Query().Get("code"))
	id, access := decode(t, tokens.IDToken, 1), decode(t, tokens.AccessToken, 1)
	list, _ := id["identities"].([]any)
	if len(list) != 1 {
		t.Fatalf("identities %v", id["identities"])
	}
	identity, _ := list[0].(map[string]any)
	if identity["userId"] != "123" || identity["providerName"] != "Google" || identity["providerType"] != "Google" ||
		identity["primary"] != "true" ||
		identity["dateCreated"] != "1800000000000" || identity["issuer"] != nil {
		t.Errorf("identity %v", identity)
	}
	groups, _ := access["cognito:groups"].([]any)
	if !slices.Equal(groups, []any{s.PoolID() + "_Google"}) || access["username"] != "Google_123" ||
		id["cognito:username"] != "Google_123" || id["sub"] == "Google_123" ||
		id["sub"] != access["sub"] || id["email"] != "Ada@example.com" || id["email_verified"] != true {
		t.Errorf("tokens %v, %v", id, access)
	}
	user, err := s.pool.User("google_123")
	if err != nil || user.Status != "EXTERNAL_PROVIDER" || !strings.Contains(user.Attributes["identities"],
		`"primary":true,"dateCreated":1800000000000`) {
		t.Errorf("the user is %+v, %v", user, err)
	}
	if info := s.userInfo(tokens.AccessToken); info.StatusCode != http.StatusOK ||
		s.refresh(tokens.RefreshToken).Status != http.StatusOK {
		t.Errorf("userInfo answered %d %s", info.StatusCode, info.body)
	}
	if again := v.get(s.authorizeQuery()); again.location().Query().Get("code") == "" {
		t.Errorf("the session of the browser is not used: %d", again.StatusCode)
	}
	v.get("/logout?client_id=" + s.ClientID() + "&logout_uri=" + url.QueryEscape(signedOut))
	page := v.get(s.authorizeQuery("identity_provider", "Google"))
	if !strings.Contains(page.body, ">Ada@example.com</button>") {
		t.Errorf("the stand-in does not know the person again\n%s", page.body)
	}
	if back := v.post(page.Request.URL.String(), "answer", "accept", "subject", "123", "email", "ada@example.net",
		"verified", "no"); back.location().Query().Get("code") == "" {
		t.Errorf("the second sign-in led to %s", back.location())
	}
	if user, _ := s.pool.User("Google_123"); user.Email() != "ada@example.net" ||
		user.Attributes["email_verified"] != "false" {
		t.Errorf("the mapping was not applied again: %v", user.Attributes)
	}
}

func TestThePagesOfferProviders_F227(t *testing.T) {
	s := withGoogle(t)
	v := s.visitor()
	page := v.at("/login")
	if !strings.Contains(page.body, ">Continue with Google</a>") ||
		!strings.Contains(page.body, "idpButton-customizable") || !strings.Contains(page.body, `name="password"`) {
		t.Errorf("the page offers no provider\n%s", page.body)
	}
	if page := v.get(s.authorizeQuery("idp_identifier", "example.org")); !strings.Contains(page.body, `name="claim.first"`) {
		t.Errorf("an identifier led to %s", page.Request.URL)
	}
	back := v.signInAt("Okta", "answer", "accept", "email", "bob@example.com", "claim.first", "Bob")
	if id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1); id["given_name"] != "Bob" {
		t.Errorf("the mapping was not applied: %v", id)
	}
	for _, name := range []string{"Evil", "google"} {
		if back := v.get(s.authorizeQuery("identity_provider",
			name)); back.location().Query().Get("error") != "invalid_request" {
			t.Errorf("identity_provider=%s led to %s", name, back.Request.URL)
		}
	}
}

func TestWhatAProviderMaySay_F14_F15(t *testing.T) {
	tests := []struct {
		name        string
		fields      []string
		refuse      string
		code, about string
	}{
		{"a refusal", []string{"answer", "refuse"}, "", "access_denied", "The sign-in was refused"},
		{"no e-mail", []string{"answer", "accept", "subject", "1"}, "", "invalid_request", "attributes required: [email]"},
		{"a trigger that refuses", []string{"answer", "accept", "email", "a@example.com"}, "not here",
			"invalid_request", "PreSignUp failed with error not here. "},
		{"slow", []string{"answer", "slow", "email", "a@example.com"}, "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &recorder{answer: func(string, map[string]any) error {
				if test.refuse != "" {
					return errors.New(test.refuse)
				}
				return nil
			}}
			s := withGoogle(t, func(o *Options) { o.Trigger = r.call })
			s.local("faults", `{"delay":"1ms"}`)
			q := s.visitor().signInAt("Google", test.fields...).location().Query()
			if q.Get("error") != test.code || q.Get("error_description") != test.about || q.Get("state") != "st-1" ||
				q.Has("code") == q.Has("error") {
				t.Errorf("it led to %v", q)
			}
		})
	}
}

// The events of a first sign-in are as recorded; a second one is no sign-up.
func TestTriggersOfAProvidersUsers_F218(t *testing.T) {
	r := &recorder{}
	s := withGoogle(t, func(o *Options) { o.Trigger = r.call })
	for range 2 {
		s.visitor().signInAt("Google", "answer", "accept", "subject", "123", "email", "ada@example.com", "verified", "no")
	}
	if got := r.sources(); !slices.Equal(got, []string{"PreSignUp_ExternalProvider", "PostConfirmation_ConfirmSignUp"}) {
		t.Fatalf("events %q", got)
	}
	request, _ := r.events[0]["request"].(map[string]any)
	attributes, _ := request["userAttributes"].(map[string]any)
	validation, isObject := request["validationData"].(map[string]any)
	if r.events[0]["userName"] != "Google_123" || attributes["email"] != "ada@example.com" ||
		attributes["email_verified"] != "false" || attributes["cognito:email_alias"] != "" ||
		attributes["cognito:phone_number_alias"] != "" || !isObject || len(validation) != 0 {
		t.Errorf("event %v", r.events[0])
	}
	request, _ = r.events[1]["request"].(map[string]any)
	if attributes, _ := request["userAttributes"].(map[string]any); attributes["cognito:user_status"] != "EXTERNAL_PROVIDER" {
		t.Errorf("event %v", r.events[1])
	}
}

// The way back is for the browser that left, and once (F-17).
func TestStateOfAProviderIsCheckedAndWorksOnce_F17(t *testing.T) {
	s := withGoogle(t)
	v := s.visitor()
	page := v.get(v.authorizeQuery("identity_provider", "Google"))
	state := page.Request.URL.Query().Get("state")
	for name, other := range map[string]answer{
		"another browser": s.visitor().get("/oauth2/idpresponse?code=x&state=" + state),
		"another state":   v.get("/oauth2/idpresponse?code=x&state=made-up"),
		"no state":        v.get("/oauth2/idpresponse?code=x"),
	} {
		if other.StatusCode != http.StatusBadRequest || !strings.Contains(other.body, "Invalid State") {
			t.Errorf("%s: %d %s", name, other.StatusCode, other.body)
		}
	}
	if back := v.post(page.Request.URL.String(), "answer", "accept", "email",
		"ada@example.com"); back.location().Query().Get("code") == "" {
		t.Fatalf("it led to %s", back.location())
	}
	for _, again := range []answer{v.get("/oauth2/idpresponse?code=x&state=" + state),
		v.post(page.Request.URL.String(), "answer", "accept", "email", "ada@example.com")} {
		if again.StatusCode != http.StatusBadRequest {
			t.Errorf("the state works twice: %d %s", again.StatusCode, again.body)
		}
	}
	page = v.get(v.authorizeQuery("identity_provider", "Google", "prompt", "login"))
	if made := v.get("/oauth2/idpresponse?code=made-up&state=" +
		page.Request.URL.Query().Get("state")); made.location().Query().Get("error") != "invalid_request" {
		t.Errorf("a made-up code led to %s", made.location())
	}
}

// Users of a provider have no password here, and their address is not their name.
func TestUsersOfAProviderHaveNoPassword(t *testing.T) {
	s := withGoogle(t)
	if q := s.visitor().signInAt("Google", "answer", "accept", "subject", "A1", "email",
		"alice@example.com").location().Query(); q.Get("code") == "" {
		t.Fatalf("an address that a user of the pool has: %v", q)
	}
	for _, name := range []string{"Google_A1", "google_a1"} {
		v := s.visitor()
		if page := v.post(v.at("/login").Request.URL.String(), "username", name, "password",
			password); !strings.Contains(page.body, "Incorrect username or password.") {
			t.Errorf("%s: a password: %d", name, page.StatusCode)
		}
		if page := v.post(v.at("/forgotPassword").Request.URL.String(), "username", name); !strings.Contains(page.body,
			"User password cannot be reset in the current state.") {
			t.Errorf("%s: a reset led to %s", name, page.Request.URL)
		}
	}
	s.signedIn("alice@example.com") // the other user of that address
}

// Without COGNITO a client's only provider is where authorize leads.
func TestAClientOfProvidersOnly(t *testing.T) {
	s := withGoogle(t)
	for _, supported := range [][]string{{"Google"}, {"Google", "Okta"}} {
		s.idp("UpdateUserPoolClient", map[string]any{
			"UserPoolId": s.PoolID(), "ClientId": "publicclient", "SupportedIdentityProviders": supported,
			"CallbackURLs":                    []string{callback},
			"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"code"},
			"AllowedOAuthScopes": []string{"openid", "email", "profile"},
		})
		v := s.visitor()
		page := v.get(s.authorizeQuery("client_id", "publicclient"))
		switch direct := strings.Contains(page.body, "This page stands in for Google"); {
		case len(supported) == 1 && !direct:
			t.Errorf("one provider: it led to %s", page.Request.URL)
		case len(supported) > 1 && (direct || strings.Contains(page.body, `name="password"`) ||
			!strings.Contains(page.body, "Continue with Okta")):
			t.Errorf("two providers: it led to %s\n%s", page.Request.URL, page.body)
		}
		if page := v.post(v.at("/login", "client_id", "publicclient").Request.URL.String(), "username",
			"alice@example.com", "password", password); page.StatusCode != http.StatusBadRequest {
			t.Errorf("a password signs in: %d", page.StatusCode)
		}
	}
}

// A link is for a person who was never here; it makes one user of two ways to sign in (F-232 to F-235).
func TestLinkingAProvider_F234(t *testing.T) {
	r := &recorder{}
	s := withGoogle(t, func(o *Options) { o.Trigger = r.call })
	link := func(provider, id string) apiAnswer {
		return s.idp("AdminLinkProviderForUser", object{
			"UserPoolId": s.PoolID(), "DestinationUser": object{"ProviderName": "Cognito",
				"ProviderAttributeValue": "alice@example.com"},
			"SourceUser": object{"ProviderName": provider, "ProviderAttributeName": "Cognito_Subject",
				"ProviderAttributeValue": id},
		})
	}
	if a := link("Google", "A1"); a.Status != http.StatusOK {
		t.Fatalf("linking: %+v", a)
	}
	link("Google", "A1").refused(t, "InvalidParameterException", "SourceUser is already linked to DestinationUser")
	link("Evil", "1").refused(t, "ResourceNotFoundException", "Identity provider Evil does not exist.")
	alice, _ := s.pool.User("alice@example.com")
	back := s.visitor().signInAt("Google", "answer", "accept", "subject", "A1", "email", "alice@example.com")
	id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1)
	if id["sub"] != alice.Sub() || id["cognito:username"] != alice.Username || id["identities"] == nil ||
		id["cognito:groups"] != nil || len(r.sources()) != 0 {
		t.Errorf("the linked person is %v, events %q", id, r.sources())
	}
	s.signedIn("alice@example.com") // by the password, still
	wrong := s.visitor().signInAt("Google", "answer", "accept", "subject", "a1", "email",
		"alice@example.com").location().Query()
	if !strings.HasPrefix(wrong.Get("error_description"), "Invalid ProviderName/Username combination") {
		t.Errorf("an id in another case (F-233) led to %v", wrong)
	}
	s.visitor().signInAt("Google", "answer", "accept", "subject", "77", "email", "new@example.com")
	link("Google", "77").refused(t, "InvalidParameterException",
		"Merging is not currently supported, provide a SourceUser that has not been signed up in order to link")
	unlink := func(id string) apiAnswer {
		return s.idp("AdminDisableProviderForUser", object{
			"UserPoolId": s.PoolID(), "User": object{"ProviderName": "Google",
				"ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": id},
		})
	}
	if unlink("A1").Status != http.StatusOK || unlink("77").Status != http.StatusOK {
		t.Fatal("unlinking failed")
	}
	unlink("A1").refused(t, "UserNotFoundException", "User does not exist.")
	back = s.visitor().signInAt("Google", "answer", "accept", "subject", "A1", "email", "alice@example.com")
	if id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1); id["sub"] == alice.Sub() ||
		id["cognito:username"] != "Google_A1" {
		t.Errorf("the unlinked person is %v", id)
	}
	back = s.visitor().signInAt("Google", "answer", "accept", "subject", "77", "email", "new@example.com")
	if q := back.location().Query(); q.Get("error_description") != "Already found an entry for username Google_77" {
		t.Errorf("a person whose user lost the provider: %v", q)
	}
}

// A pre sign-up function may link the person to a user: the first click signs in as that user (F-232, 2026).
func TestPreSignUpMayLink_F232(t *testing.T) {
	var s *stack
	s = withGoogle(t, func(o *Options) {
		r := &recorder{answer: func(string, map[string]any) error { return s.pool.Link("alice@example.com", "Google", "A1") }}
		o.Trigger = r.call
	})
	alice, _ := s.pool.User("alice@example.com")
	back := s.visitor().signInAt("Google", "answer", "accept", "subject", "A1", "email", "alice@example.com")
	if id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1); id["sub"] != alice.Sub() {
		t.Errorf("it signed in %v", id)
	}
}

func TestDisabledUserOfAProvider(t *testing.T) {
	s := withGoogle(t)
	v := s.visitor()
	v.signInAt("Google", "answer", "accept", "subject", "1", "email", "ada@example.com")
	s.idp("AdminDisableUser", object{"UserPoolId": s.PoolID(), "Username": "Google_1"})
	if q := v.signInAt("Google", "answer", "accept", "subject", "1", "email",
		"ada@example.com").location().Query(); q.Get("error_description") != "User is disabled." {
		t.Errorf("it led to %v", q)
	}
}
