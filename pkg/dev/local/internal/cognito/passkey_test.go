package cognito

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/authenticator"
)

// withPasskeys is a stack whose pool takes passkeys and whose pages are managed login at localhost.
func withPasskeys(t *testing.T) *stack {
	t.Helper()
	s := choosing(t, "PASSWORD", "WEB_AUTHN")
	s.SetOrigin("http://localhost:9229")
	s.showManagedLogin()
	return s
}

func (s *stack) accessToken(email string) string {
	s.t.Helper()
	a := s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": email, "PASSWORD": password}})
	a.signedIn(s.t)
	return a.AuthenticationResult.AccessToken
}

// creationOptions begins to make a passkey.
func (s *stack) creationOptions(access string) string {
	s.t.Helper()
	var out struct{ CredentialCreationOptions json.RawMessage }
	if status := s.idpInto("StartWebAuthnRegistration", object{"AccessToken": access}, &out); status != http.StatusOK {
		s.t.Fatalf("StartWebAuthnRegistration answered %d", status)
	}
	return string(out.CredentialCreationOptions)
}

func (s *stack) complete(access string, credential []byte) apiAnswer {
	s.t.Helper()
	return s.idp("CompleteWebAuthnRegistration", object{"AccessToken": access, "Credential": json.RawMessage(credential)})
}

// passkeyOf makes a passkey for a user and returns the browser that has it.
func (s *stack) passkeyOf(email string) *authenticator.Browser {
	s.t.Helper()
	u, err := s.pool.User(email)
	if err != nil {
		s.t.Fatal(err)
	}
	b := authenticator.New(s.t, "localhost", "http://localhost:9229", u.Username)
	access := s.accessToken(email)
	if a := s.complete(access, b.Create(s.t, s.creationOptions(access))); a.Status != http.StatusOK {
		s.t.Fatalf("CompleteWebAuthnRegistration answered %+v", a)
	}
	return b
}

func (s *stack) signInByPasskey(email string, b *authenticator.Browser) (a, done apiAnswer, credential string) {
	s.t.Helper()
	a = s.userAuth(email, "PREFERRED_CHALLENGE", "WEB_AUTHN")
	if a.ChallengeName != "WEB_AUTHN" {
		s.t.Fatalf("got %+v", a)
	}
	credential = string(b.Get(s.t, a.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]))
	done = s.respond(publicClient, "WEB_AUTHN", a.Session, map[string]string{"USERNAME": email, "CREDENTIAL": credential})
	return a, done, credential
}

func TestSignInByPasskey(t *testing.T) {
	s := withPasskeys(t)
	b := s.passkeyOf("alice@example.com")
	a, done, credential := s.signInByPasskey("alice@example.com", b)
	a.asks(t, "WEB_AUTHN", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN")
	if len(a.ChallengeParameters) != 1 {
		t.Errorf("got %v", a.ChallengeParameters)
	}
	done.signedIn(t)
	again := map[string]string{"USERNAME": "alice@example.com", "CREDENTIAL": credential}
	s.respond(publicClient, "WEB_AUTHN", a.Session, again).refused(t, "NotAuthorizedException", usedSession)
	next := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "WEB_AUTHN")
	s.respond(publicClient, "WEB_AUTHN", next.Session, again).refused(t, "NotAuthorizedException", badCredentials)
	s.respond(publicClient, "WEB_AUTHN", next.Session, again).refused(t, "NotAuthorizedException", usedSession)

	chosen := s.answer(s.userAuth("alice@example.com"), "ANSWER", "WEB_AUTHN")
	s.answer(chosen, "CREDENTIAL", string(b.Get(t, chosen.ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]))).signedIn(t)

	foreign := s.passkeyOf("root@example.com")
	_, done, _ = s.signInByPasskey("alice@example.com", foreign)
	done.refused(t, "NotAuthorizedException", badCredentials)
	if err := s.pool.Disable("alice@example.com"); err != nil {
		t.Fatal(err)
	}
	_, done, _ = s.signInByPasskey("alice@example.com", b)
	done.refused(t, "NotAuthorizedException", badCredentials)
}

func TestPasskeysAreListedAndDeleted(t *testing.T) {
	s := withPasskeys(t)
	b := s.passkeyOf("alice@example.com")
	access := s.accessToken("alice@example.com")
	var list struct {
		Credentials []struct {
			CredentialId, FriendlyCredentialName, RelyingPartyId string
			AuthenticatorTransports                              []string
			CreatedAt                                            float64
		}
	}
	if status := s.idpInto("ListWebAuthnCredentials", object{"AccessToken": access}, &list); status != http.StatusOK ||
		len(list.Credentials) != 1 {
		t.Fatalf("got %d %+v", status, list)
	}
	c := list.Credentials[0]
	if c.CredentialId != base64.RawURLEncoding.EncodeToString(b.Key.ID) || c.RelyingPartyId != "localhost" ||
		c.CreatedAt == 0 || c.AuthenticatorTransports == nil {
		t.Errorf("got %+v", c)
	}
	s.idp("DeleteWebAuthnCredential", object{"AccessToken": s.accessToken("root@example.com"),
		"CredentialId": c.CredentialId}).
		refused(t, "ResourceNotFoundException", "The credential was not found.")
	if a := s.idp("DeleteWebAuthnCredential", object{"AccessToken": access,
		"CredentialId": c.CredentialId}); a.Status != http.StatusOK {
		t.Errorf("got %+v", a)
	}
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "WEB_AUTHN").asks(t, "SELECT_CHALLENGE", "PASSWORD",
		"PASSWORD_SRP")
}

func TestRefusedRegistrationsOfPasskeys(t *testing.T) {
	s := withPasskeys(t)
	access := s.accessToken("alice@example.com")
	sub, _ := s.pool.User("alice@example.com")
	made := func(t *testing.T, change func(*authenticator.Browser)) apiAnswer {
		b := authenticator.New(t, "localhost", "http://localhost:9229", sub.Username)
		change(b)
		return s.complete(access, b.Create(t, s.creationOptions(access)))
	}
	for name, c := range map[string]struct {
		change        func(*authenticator.Browser)
		want, message string
	}{
		"another site's page": {func(b *authenticator.Browser) { b.Page.Origin = "http://127.0.0.1:9229" },
			"WebAuthnOriginNotAllowedException", "The origin is not allowed for the relying party."},
		"another relying party": {func(b *authenticator.Browser) { b.Page.ID = "example.com" },
			"WebAuthnRelyingPartyMismatchException", "The relying party does not match."},
		"nobody touched it": {func(b *authenticator.Browser) { b.Device.Options.UserNotPresent = true },
			"InvalidParameterException", "The credential is not valid."},
	} {
		t.Run(name, func(t *testing.T) { made(t, c.change).refused(t, c.want, c.message) })
	}
	const noChallenge = "The challenge was not found or has expired."
	b := authenticator.New(t, "localhost", "http://localhost:9229", sub.Username)
	s.complete(access, []byte(`{}`)).refused(t, "WebAuthnChallengeNotFoundException", noChallenge)
	old := b.Create(t, s.creationOptions(access))
	fresh := s.creationOptions(access)
	s.complete(access, old).refused(t, "WebAuthnChallengeNotFoundException", noChallenge)
	s.complete(access, b.Create(t, fresh)).refused(t, "WebAuthnChallengeNotFoundException", noChallenge) // the wrong one used it up
	late := b.Create(t, s.creationOptions(access))
	s.clock.advance(5 * time.Minute)
	s.complete(access, late).refused(t, "WebAuthnChallengeNotFoundException", noChallenge)

	right := b.Create(t, s.creationOptions(access))
	if a := s.complete(access, right); a.Status != http.StatusOK {
		t.Errorf("got %+v", a)
	}
	s.complete(access, b.Create(t, s.creationOptions(access))).refused(t, "WebAuthnCredentialNotSupportedException",
		"The credential is registered already.")
	s.idp("StartWebAuthnRegistration", object{"AccessToken": "a.b.c"}).refused(t, "NotAuthorizedException",
		"Invalid Access Token")
}

func TestPasskeysCanBeOff(t *testing.T) {
	s := choosing(t, "PASSWORD")
	access := s.accessToken("alice@example.com")
	s.idp("StartWebAuthnRegistration", object{"AccessToken": access}).refused(t, "WebAuthnNotEnabledException",
		"WebAuthn is not enabled for this user pool.")
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.Policies.SignInPolicy.AllowedFirstAuthFactors = []string{"PASSWORD", "WEB_AUTHN"}
		c.WebAuthnConfiguration = &pool.WebAuthnConfiguration{RelyingPartyId: "127.0.0.1"}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	s.idp("StartWebAuthnRegistration", object{"AccessToken": access}).refused(t,
		"WebAuthnConfigurationMissingException", "The relying party ID is not configured for this user pool.")
}

// A relying party of its own, and a gesture where passkeys count as two factors.
func TestPasskeysAsTwoFactors(t *testing.T) {
	s := withPasskeys(t)
	b := s.passkeyOf("alice@example.com")
	configure := func(change func(*pool.Configuration)) {
		t.Helper()
		if err := s.pool.Configure(func(c *pool.Configuration) error { change(c); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	configure(func(c *pool.Configuration) {
		c.MfaConfiguration, c.EmailMfaConfiguration = "ON", &pool.EmailMfaConfiguration{}
	})
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "WEB_AUTHN").asks(t, "SELECT_CHALLENGE", "PASSWORD",
		"PASSWORD_SRP")
	configure(func(c *pool.Configuration) {
		c.WebAuthnConfiguration = &pool.WebAuthnConfiguration{FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION"}
	})
	_, done, _ := s.signInByPasskey("alice@example.com", b)
	done.signedIn(t)
	b.Device.Options.UserNotVerified = true
	_, done, _ = s.signInByPasskey("alice@example.com", b)
	done.refused(t, "NotAuthorizedException", badCredentials)
	configure(func(c *pool.Configuration) {
		c.WebAuthnConfiguration = &pool.WebAuthnConfiguration{RelyingPartyId: "auth.localhost"}
	})
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "WEB_AUTHN").asks(t, "SELECT_CHALLENGE", "PASSWORD",
		"PASSWORD_SRP")
}

// Passkeys and the secret of SRP outlast a restart.
func TestFirstFactorsAreKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pool.json")
	again := func() *stack {
		s := start(t, func(o *Options) { o.DataFile, o.FirstFactors = file, []string{"PASSWORD", "WEB_AUTHN"} })
		s.allow("ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH")
		s.SetOrigin("http://localhost:9229")
		return s
	}
	before := again()
	b := before.passkeyOf("alice@example.com")
	b.Key.Counter = 5
	_, done, _ := before.signInByPasskey("alice@example.com", b)
	done.signedIn(t)
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	after := again()
	_, done, _ = after.signInByPasskey("alice@example.com", b)
	done.refused(t, "NotAuthorizedException", badCredentials) // the counter stood still
	b.Key.Counter = 6
	_, done, _ = after.signInByPasskey("alice@example.com", b)
	done.signedIn(t)
	after.signInBySRP("alice@example.com", password).signedIn(t)
}
