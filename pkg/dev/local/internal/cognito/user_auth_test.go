package cognito

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/srpclient"
)

// choosing is a stack whose pool takes these first factors, and whose clients take USER_AUTH.
func choosing(t *testing.T, factors ...string) *stack {
	t.Helper()
	s := allowing(t, "ALLOW_USER_AUTH")
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.Policies.SignInPolicy.AllowedFirstAuthFactors = factors
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// userAuth begins USER_AUTH by a public client with these parameters, in pairs.
func (s *stack) userAuth(name string, parameters ...string) apiAnswer {
	s.t.Helper()
	in := object{"USERNAME": name}
	for i := 0; i+1 < len(parameters); i += 2 {
		in[parameters[i]] = parameters[i+1]
	}
	return s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "USER_AUTH", "AuthParameters": in})
}

// answer answers a challenge for alice with these responses, in pairs.
func (s *stack) answer(a apiAnswer, responses ...string) apiAnswer {
	s.t.Helper()
	in := map[string]string{"USERNAME": "alice@example.com"}
	for i := 0; i+1 < len(responses); i += 2 {
		in[responses[i]] = responses[i+1]
	}
	return s.respond(publicClient, a.ChallengeName, a.Session, in)
}

func (a apiAnswer) asks(t *testing.T, challenge string, available ...string) {
	t.Helper()
	got := slices.Sorted(slices.Values(a.AvailableChallenges))
	if a.ChallengeName != challenge || a.Session == "" || !slices.Equal(got, slices.Sorted(slices.Values(available))) {
		t.Errorf("got %+v, want %s of %v", a, challenge, available)
	}
}

const usedSession = "Invalid session for the user, session can only be used once."

func TestUserAuthOffersAChoice(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
	all := []string{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"}
	a := s.userAuth("alice@example.com")
	a.asks(t, "SELECT_CHALLENGE", all...)
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "WEB_AUTHN").asks(t, "SELECT_CHALLENGE", all...) // she has no passkey
	s.answer(a, "ANSWER", "SMS_OTP").refused(t, "InvalidParameterException",
		`Challenge "SMS_OTP" is not available for the user.`)
	s.answer(a, "ANSWER", "PASSWORD", "PASSWORD", password).signedIn(t)
	s.answer(a, "ANSWER", "PASSWORD").refused(t, "NotAuthorizedException", usedSession)

	off := allowing(t)
	off.userAuth("alice@example.com").refused(t, "InvalidParameterException", "USER_AUTH flow not enabled for this client")
}

func TestUserAuthByPassword(t *testing.T) {
	s := choosing(t, "PASSWORD")
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password).signedIn(t)
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", "Wrong-Horse-9").refused(t,
		"NotAuthorizedException", badCredentials)

	a := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "PASSWORD")
	a.asks(t, "PASSWORD", "PASSWORD", "PASSWORD_SRP")
	s.answer(a, "PASSWORD", "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
	s.answer(a, "PASSWORD", password).refused(t, "NotAuthorizedException", usedSession)

	chosen := s.answer(s.userAuth("alice@example.com"), "ANSWER", "PASSWORD")
	chosen.asks(t, "PASSWORD", "PASSWORD", "PASSWORD_SRP")
	s.answer(chosen, "PASSWORD", password).signedIn(t)
}

func TestUserAuthBySRP(t *testing.T) {
	s := choosing(t, "PASSWORD")
	prove := func(c *srpclient.Client, a apiAnswer, session string) apiAnswer {
		return s.respond(publicClient, "PASSWORD_VERIFIER", session,
			c.Answer(t, a.ChallengeParameters, password, s.clock.Now()))
	}
	c := srpclient.New(t, s.PoolID())
	a := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", c.A())
	a.asks(t, "PASSWORD_VERIFIER", "PASSWORD", "PASSWORD_SRP")
	prove(c, a, "").refused(t, "InvalidParameterException", "Missing required parameter Session")
	foreign := s.userAuth("root@example.com", "PREFERRED_CHALLENGE", "PASSWORD_SRP", "SRP_A", c.A())
	prove(c, a, foreign.Session).refused(t, "NotAuthorizedException", usedSession)
	prove(c, a, a.Session).signedIn(t)
	prove(c, a, a.Session).refused(t, "NotAuthorizedException", badCredentials)

	asked := s.answer(s.userAuth("alice@example.com"), "ANSWER", "PASSWORD_SRP")
	asked.asks(t, "PASSWORD_SRP", "PASSWORD", "PASSWORD_SRP")
	a = s.answer(asked, "SRP_A", c.A())
	prove(c, a, a.Session).signedIn(t)
	a = s.answer(s.userAuth("alice@example.com"), "ANSWER", "PASSWORD_SRP", "SRP_A", c.A())
	prove(c, a, a.Session).signedIn(t)
}

func TestUserAuthByMailedCode(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	a := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	a.asks(t, "EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "EMAIL_OTP")
	p, code := a.ChallengeParameters, s.lastCode("alice@example.com")
	if len(p) != 2 || p["CODE_DELIVERY_DELIVERY_MEDIUM"] != "EMAIL" || p["CODE_DELIVERY_DESTINATION"] != "a***@e***" ||
		len(code) != 8 {
		t.Errorf("got %v and the code %q", p, code)
	}
	s.answer(a, "EMAIL_OTP_CODE", "00000000").refused(t, "CodeMismatchException", "Invalid code or auth state for the user.")
	s.answer(a, "EMAIL_OTP_CODE", code).signedIn(t)
	s.answer(a, "EMAIL_OTP_CODE", code).refused(t, "NotAuthorizedException", usedSession)

	late := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	foreign := s.respond(publicClient, "EMAIL_OTP", late.Session, map[string]string{"USERNAME": "root@example.com",
		"EMAIL_OTP_CODE": s.lastCode("alice@example.com")})
	foreign.refused(t, "NotAuthorizedException", "Invalid session for the user.")
	s.respond(publicClient, "SMS_OTP", late.Session, map[string]string{"USERNAME": "alice@example.com",
		"SMS_OTP_CODE": s.lastCode("alice@example.com")}).
		refused(t, "NotAuthorizedException", "Invalid session due to a mismatched auth flow")
	s.clock.advance(3 * time.Minute)
	s.answer(late, "EMAIL_OTP_CODE", s.lastCode("alice@example.com")).refused(t, "NotAuthorizedException",
		"Invalid session for the user, session is expired.")

	tried := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	for range 10 {
		s.answer(tried, "EMAIL_OTP_CODE", "00000000").refused(t, "CodeMismatchException",
			"Invalid code or auth state for the user.")
	}
	s.answer(tried, "EMAIL_OTP_CODE", s.lastCode("alice@example.com")).refused(t, "NotAuthorizedException", usedSession)
}

// A code cannot be guessed by asking for another one again and again; somebody unknown has to wait as well.
func TestWrongMailedCodesAreCountedOverAllSessions(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	for _, name := range []string{"alice@example.com", "nobody@example.com"} {
		ask := func() apiAnswer { return s.userAuth(name, "PREFERRED_CHALLENGE", "EMAIL_OTP") }
		guess := func(a apiAnswer, code string) apiAnswer {
			return s.respond(publicClient, "EMAIL_OTP", a.Session, map[string]string{"USERNAME": name, "EMAIL_OTP_CODE": code})
		}
		for range 10 {
			guess(ask(), "wrong").refused(t, "CodeMismatchException", "Invalid code or auth state for the user.")
		}
		asked := ask()
		guess(asked, "wrong").refused(t, "NotAuthorizedException", "Password attempts exceeded")
		s.clock.advance(2 * time.Second)
		guess(asked, "wrong").refused(t, "CodeMismatchException", "Invalid code or auth state for the user.")
		guess(asked, "wrong").refused(t, "NotAuthorizedException", "Password attempts exceeded")
	}
	s.clock.advance(time.Minute)
	s.answer(s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP"), "EMAIL_OTP_CODE",
		s.lastCode("alice@example.com")).signedIn(t)
	s.answer(s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP"), "EMAIL_OTP_CODE",
		"wrong").refused(t, "CodeMismatchException", "Invalid code or auth state for the user.") // counted anew
}

// Who guessed codes has to wait before the password, too, and the wait does not tell who exists, however the name is typed.
func TestWrongMailedCodesDelayThePasswordOfAnybody(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	for _, name := range []string{"alice@example.com", "nobody@example.com"} {
		asked := s.userAuth(strings.ToUpper(name), "PREFERRED_CHALLENGE", "EMAIL_OTP")
		for range 10 {
			s.respond(publicClient, "EMAIL_OTP", asked.Session, map[string]string{"USERNAME": strings.ToUpper(name),
				"EMAIL_OTP_CODE": "wrong"}).refused(t, "CodeMismatchException", "Invalid code or auth state for the user.")
		}
		for _, typed := range []string{name, " " + name} {
			s.passwordAuth(typed, "Wrong-Horse-9").refused(t, "NotAuthorizedException", "Password attempts exceeded")
		}
	}
}

func TestUserAuthByTextMessage(t *testing.T) {
	s := choosing(t, "PASSWORD", "SMS_OTP")
	if err := s.pool.UpdateAttributes(t.Context(), pool.Administrator(nil), "alice@example.com",
		map[string]string{"phone_number": "+4915112340839"}); err != nil {
		t.Fatal(err)
	}
	a := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "SMS_OTP")
	a.asks(t, "SMS_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP")
	if to := a.ChallengeParameters["CODE_DELIVERY_DESTINATION"]; to != "+*********0839" {
		t.Errorf("sent to %q", to)
	}
	s.answer(a, "SMS_OTP_CODE", s.lastCode("+4915112340839")).signedIn(t)
}

// A user of a pool with codes needs no password: the code is offered alone, and comes at once.
func TestUsersWithoutPassword(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	made := s.idp("AdminCreateUser", object{"UserPoolId": s.PoolID(), "Username": "bob@example.com"})
	u, err := s.pool.User("bob@example.com")
	if made.Status != 200 || err != nil || u.Status != pool.Confirmed || len(s.pool.Inbox.Mails()) != 0 {
		t.Errorf("made %+v, %v, %d mails", u, err, len(s.pool.Inbox.Mails()))
	}
	a := s.userAuth("bob@example.com")
	a.asks(t, "EMAIL_OTP", "EMAIL_OTP")
	s.respond(publicClient, "EMAIL_OTP", a.Session, map[string]string{"USERNAME": "bob@example.com",
		"EMAIL_OTP_CODE": s.lastCode("bob@example.com")}).signedIn(t)
	if s.signInBySRP("bob@example.com", "").Status == 200 {
		t.Error("an empty password was proved")
	}

	if a := s.idp("SignUp", object{"ClientId": publicClient, "Username": "eve@example.com"}); a.Status != 200 {
		t.Errorf("SignUp answered %+v", a)
	}
	s.userAuth("eve@example.com").refused(t, "UserNotConfirmedException", "User is not confirmed.")
	if a := s.idp("ConfirmSignUp", object{"ClientId": publicClient, "Username": "eve@example.com",
		"ConfirmationCode": s.lastCode("eve@example.com")}); a.Status != 200 {
		t.Errorf("ConfirmSignUp answered %+v", a)
	}
	s.userAuth("eve@example.com").asks(t, "EMAIL_OTP", "EMAIL_OTP")
}

func TestUserAuthDoesNotTellWhoExists(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	a := s.userAuth("nobody@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP")
	a.asks(t, "EMAIL_OTP", "EMAIL_OTP")
	if a.ChallengeParameters["CODE_DELIVERY_DESTINATION"] != "n***@e***" || len(s.pool.Inbox.Mails()) != 0 {
		t.Errorf("got %+v and %d mails", a, len(s.pool.Inbox.Mails()))
	}
	for _, code := range []string{"00000000", " "} {
		s.respond(publicClient, "EMAIL_OTP", a.Session, map[string]string{"USERNAME": "nobody@example.com",
			"EMAIL_OTP_CODE": code}).
			refused(t, "CodeMismatchException", "Invalid code or auth state for the user.")
	}
	with := choosing(t, "PASSWORD")
	chosen := with.userAuth("nobody@example.com")
	chosen.asks(t, "SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP")
	with.respond(publicClient, "SELECT_CHALLENGE", chosen.Session, map[string]string{"USERNAME": "nobody@example.com",
		"ANSWER": "PASSWORD", "PASSWORD": password}).
		refused(t, "NotAuthorizedException", badCredentials)
}

// A temporary password wants the password, and so does a second factor: nothing goes past them.
func TestNoFirstFactorGoesPastAPassword(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	if err := s.pool.Seed(pool.SeedUser{Email: "temp@example.com", Password: password,
		Status: pool.ForceChangePassword}); err != nil {
		t.Fatal(err)
	}
	s.userAuth("temp@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP").asks(t, "SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP")
	if a := s.userAuth("temp@example.com", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD",
		password); a.ChallengeName != "NEW_PASSWORD_REQUIRED" {
		t.Errorf("got %+v", a)
	}
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration, c.EmailMfaConfiguration = "OPTIONAL", &pool.EmailMfaConfiguration{}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.pool.SetFactors("alice@example.com",
		map[pool.Factor]pool.FactorSetting{pool.EmailMessage: {Enabled: true}}); err != nil {
		t.Fatal(err)
	}
	s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "EMAIL_OTP").asks(t, "SELECT_CHALLENGE", "PASSWORD",
		"PASSWORD_SRP")
	second := s.userAuth("alice@example.com", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", password)
	if second.ChallengeName != "EMAIL_OTP" || len(s.lastCode("alice@example.com")) != 6 ||
		!strings.Contains(second.ChallengeParameters["USER_ID_FOR_SRP"], "-") {
		t.Errorf("got %+v", second)
	}
	s.answer(second, "EMAIL_OTP_CODE", s.lastCode("alice@example.com")).signedIn(t)
}

// Who has just confirmed a sign-up is signed in by its Session, once.
func TestUserAuthRightAfterASignUp(t *testing.T) {
	s := choosing(t, "PASSWORD", "EMAIL_OTP")
	signUp := s.idp("SignUp", object{"ClientId": publicClient, "Username": "eve@example.com", "Password": password})
	begin := func(name, session string) apiAnswer {
		return s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "USER_AUTH", "Session": session,
			"AuthParameters": object{"USERNAME": name}})
	}
	const invalid = "Invalid session for the user."
	begin("eve@example.com", signUp.Session).refused(t, "NotAuthorizedException", invalid) // not confirmed yet
	confirm := func(session, code string) apiAnswer {
		return s.idp("ConfirmSignUp", object{"ClientId": publicClient, "Username": "eve@example.com",
			"ConfirmationCode": code, "Session": session})
	}
	foreign := s.idp("SignUp", object{"ClientId": publicClient, "Username": "bob@example.com", "Password": password})
	code := "000000"
	for _, m := range s.pool.Inbox.Mails() {
		if m.To == "eve@example.com" {
			code = m.Code
		}
	}
	confirm(foreign.Session, code).refused(t, "NotAuthorizedException", invalid)
	confirmed := confirm(signUp.Session, code)
	begin("alice@example.com", confirmed.Session).refused(t, "NotAuthorizedException", invalid)
	begin("eve@example.com", signUp.Session).refused(t, "NotAuthorizedException", usedSession)
	begin("eve@example.com", confirmed.Session).signedIn(t)
	begin("eve@example.com", confirmed.Session).refused(t, "NotAuthorizedException", usedSession)
	if plain := allowing(t).idp("SignUp", object{"ClientId": publicClient, "Username": "eve@example.com",
		"Password": password}); plain.Session != "" {
		t.Error("a client without USER_AUTH got a Session")
	}
}
