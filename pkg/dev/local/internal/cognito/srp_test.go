package cognito

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/srpclient"
)

// apiAnswer is what the cognito-idp API said.
type apiAnswer struct {
	Status               int
	Type                 string `json:"__type"`
	Message              string
	ChallengeName        string
	Session              string
	AvailableChallenges  []string
	ChallengeParameters  map[string]string
	AuthenticationResult struct{ AccessToken, IdToken, RefreshToken string }
}

// idp calls an operation of the API.
func (s *stack) idp(operation string, input any) apiAnswer {
	s.t.Helper()
	var a apiAnswer
	a.Status = s.idpInto(operation, input, &a)
	return a
}

func (s *stack) idpInto(operation string, input, output any) int {
	s.t.Helper()
	body, err := json.Marshal(input)
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", string(body), "X-Amz-Target", target+operation)
	if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(output); err != nil {
		s.t.Fatalf("%s answered %q: %v", operation, w.Body, err)
	}
	return w.Code
}

type object map[string]any

// refused says whether the answer is that refusal.
func (a apiAnswer) refused(t testing.TB, name, message string) {
	t.Helper()
	if a.Status != http.StatusBadRequest || a.Type != name || a.Message != message {
		t.Errorf("got %d %s %q, want %s %q", a.Status, a.Type, a.Message, name, message)
	}
}

func (a apiAnswer) signedIn(t testing.TB) {
	t.Helper()
	if a.Status != http.StatusOK || a.AuthenticationResult.AccessToken == "" || a.AuthenticationResult.IdToken == "" {
		t.Errorf("got %+v, want tokens", a)
	}
}

// allowing is a stack whose clients take these flows, besides the usual ones.
func allowing(t *testing.T, flows ...string) *stack {
	t.Helper()
	s := start(t)
	s.allow(flows...)
	return s
}

func (s *stack) allow(flows ...string) {
	s.t.Helper()
	for _, c := range s.pool.Clients() {
		_, err := s.pool.UpdateClient(c.ClientId, func(c *pool.Client) error {
			c.ExplicitAuthFlows = append(flows, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH")
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

const publicClient = "publicclient"

// beginSRP makes the first step of a sign-in by a public client.
func (s *stack) beginSRP(name string) (*srpclient.Client, apiAnswer) {
	s.t.Helper()
	c := srpclient.New(s.t, s.PoolID())
	return c, s.idp("InitiateAuth", object{
		"ClientId": publicClient, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": object{"USERNAME": name, "SRP_A": c.A()},
	})
}

func (s *stack) respond(client, challenge, session string, responses map[string]string) apiAnswer {
	s.t.Helper()
	in := object{"ClientId": client, "ChallengeName": challenge, "ChallengeResponses": responses}
	if session != "" {
		in["Session"] = session
	}
	return s.idp("RespondToAuthChallenge", in)
}

// signInBySRP makes both steps.
func (s *stack) signInBySRP(name, password string) apiAnswer {
	s.t.Helper()
	c, a := s.beginSRP(name)
	if a.ChallengeName != "PASSWORD_VERIFIER" {
		return a
	}
	return s.respond(publicClient, a.ChallengeName, "", c.Answer(s.t, a.ChallengeParameters, password, s.clock.Now()))
}

const badCredentials = "Incorrect username or password."

func TestSignInBySRP(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	_, a := s.beginSRP("alice@example.com")
	p := a.ChallengeParameters
	user, err := s.pool.User("alice@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if a.Session != "" || len(p) != 5 || p["USERNAME"] != user.Username || p["USER_ID_FOR_SRP"] != user.Username {
		t.Errorf("the challenge is %+v", a)
	}
	if len(p["SALT"]) != 32 || len(p["SECRET_BLOCK"]) != 1724 || len(p["SRP_B"]) < 760 ||
		strings.ToLower(p["SRP_B"]) != p["SRP_B"] {
		t.Errorf("sizes: SALT %d, SECRET_BLOCK %d, SRP_B %d", len(p["SALT"]), len(p["SECRET_BLOCK"]), len(p["SRP_B"]))
	}
	for _, name := range []string{"alice@example.com", "ALICE@example.com", user.Username} {
		s.signInBySRP(name, password).signedIn(t)
	}
	s.signInBySRP("alice@example.com", "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
}

func TestWrongProofsOfSRP(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	_, root := s.beginSRP("root@example.com")
	for name, change := range map[string]func(map[string]string){
		"a signature of nothing":   func(r map[string]string) { r["PASSWORD_CLAIM_SIGNATURE"] = "AAAA" },
		"a signature in no base64": func(r map[string]string) { r["PASSWORD_CLAIM_SIGNATURE"] = "%" },
		"another user's block":     func(r map[string]string) { r["PASSWORD_CLAIM_SECRET_BLOCK"] = root.ChallengeParameters["SECRET_BLOCK"] },
		"a block of nobody":        func(r map[string]string) { r["PASSWORD_CLAIM_SECRET_BLOCK"] = "AAAA" },
		"another user's name":      func(r map[string]string) { r["USERNAME"] = "root@example.com" },
		"another second":           func(r map[string]string) { r["TIMESTAMP"] = strings.Replace(r["TIMESTAMP"], ":00 ", ":01 ", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			s := s.in(t)
			c, a := s.beginSRP("alice@example.com")
			r := c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
			change(r)
			s.respond(publicClient, "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException", badCredentials)
			s.clock.advance(time.Hour) // ends the lock
		})
	}
}

// A proof is good for one answer, of the client that began, within the time that the client allows.
func TestAProofOfSRPWorksOnce(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	c, a := s.beginSRP("alice@example.com")
	r := c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
	s.respond(publicClient, "PASSWORD_VERIFIER", "", r).signedIn(t)
	s.respond(publicClient, "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException", badCredentials)

	c, a = s.beginSRP("alice@example.com")
	r = c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
	r["SECRET_HASH"] = secretHash("another-secret", r["USERNAME"], "anotherclient")
	s.respond("anotherclient", "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException", badCredentials)

	c, a = s.beginSRP("alice@example.com")
	r = c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
	s.clock.advance(3 * time.Minute)
	s.respond(publicClient, "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException", badCredentials)

	c, a = s.beginSRP("alice@example.com")
	r = c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
	if err := s.pool.SetPassword("alice@example.com", "Correct-Horse-10", true); err != nil {
		t.Fatal(err)
	}
	s.respond(publicClient, "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException", badCredentials)
	s.signInBySRP("alice@example.com", "Correct-Horse-10").signedIn(t)
}

// Nobody's challenge has the same members, and the same salt and name each time, as somebody's has.
func TestSRPDoesNotTellWhoExists(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	_, a := s.beginSRP("nobody@example.com")
	_, b := s.beginSRP("Nobody@example.com")
	_, other := s.beginSRP("nobody2@example.com")
	p, q := a.ChallengeParameters, b.ChallengeParameters
	if a.ChallengeName != "PASSWORD_VERIFIER" || p["SALT"] != q["SALT"] || p["USERNAME"] != q["USERNAME"] ||
		p["SRP_B"] == q["SRP_B"] {
		t.Errorf("got %+v, then %+v", a, b)
	}
	if p["SALT"] == other.ChallengeParameters["SALT"] || len(p["SALT"]) != 32 || len(p["USERNAME"]) != 36 ||
		p["USERNAME"] != p["USER_ID_FOR_SRP"] {
		t.Errorf("got %+v", p)
	}
	s.signInBySRP("nobody@example.com", password).refused(t, "NotAuthorizedException", badCredentials)

	if _, err := s.pool.UpdateClient(publicClient, func(c *pool.Client) error {
		c.PreventUserExistenceErrors = "LEGACY"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_, a = s.beginSRP("nobody@example.com")
	a.refused(t, "UserNotFoundException", "User does not exist.")
}

func secretHash(secret, name, client string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(name + client))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// The second hash is made with the user name of the challenge.
func TestSRPWithAClientSecret(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	c := srpclient.New(t, s.PoolID())
	begin := func(hash string) apiAnswer {
		return s.idp("InitiateAuth", object{"ClientId": "anotherclient", "AuthFlow": "USER_SRP_AUTH",
			"AuthParameters": object{
				"USERNAME": "alice@example.com", "SRP_A": c.A(), "SECRET_HASH": hash,
			}})
	}
	begin("x").refused(t, "NotAuthorizedException", "Unable to verify secret hash for client anotherclient")
	a := begin(secretHash("another-secret", "alice@example.com", "anotherclient"))
	r := c.Answer(t, a.ChallengeParameters, password, s.clock.Now())
	r["SECRET_HASH"] = secretHash("another-secret", "alice@example.com", "anotherclient")
	s.respond("anotherclient", "PASSWORD_VERIFIER", "", r).refused(t, "NotAuthorizedException",
		"Unable to verify secret hash for client anotherclient")
	r["SECRET_HASH"] = secretHash("another-secret", r["USERNAME"], "anotherclient")
	s.respond("anotherclient", "PASSWORD_VERIFIER", "", r).signedIn(t)
}

func TestSRPOfUsersWhoMayNotSignIn(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	for email, status := range map[string]string{"new@example.com": pool.Unconfirmed,
		"temp@example.com": pool.ForceChangePassword, "reset@example.com": pool.ResetRequired, "off@example.com": ""} {
		if err := s.pool.Seed(pool.SeedUser{Email: email, Password: password, Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.pool.Disable("off@example.com"); err != nil {
		t.Fatal(err)
	}
	s.signInBySRP("new@example.com", "Wrong-Horse-9").refused(t, "UserNotConfirmedException", "User is not confirmed.")
	s.signInBySRP("reset@example.com", password).refused(t, "PasswordResetRequiredException",
		"Password reset required for the user")
	s.signInBySRP("off@example.com", password).refused(t, "NotAuthorizedException", "User is disabled.")
	s.signInBySRP("off@example.com", "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
	a := s.signInBySRP("temp@example.com", password)
	if a.ChallengeName != "NEW_PASSWORD_REQUIRED" {
		t.Fatalf("a temporary password led to %+v", a)
	}
	s.respond(publicClient, a.ChallengeName, a.Session, map[string]string{"USERNAME": "temp@example.com",
		"NEW_PASSWORD": "Correct-Horse-10"}).signedIn(t)
	s.signInBySRP("temp@example.com", "Correct-Horse-10").signedIn(t)
}

func TestSRPLocksAfterFiveFailures(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	for _, name := range []string{"alice@example.com", "nobody@example.com"} {
		for range 5 {
			s.signInBySRP(name, "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
		}
		s.signInBySRP(name, password).refused(t, "NotAuthorizedException", "Password attempts exceeded")
	}
}

func TestWhatSRPNeeds(t *testing.T) {
	s := allowing(t, "ALLOW_USER_SRP_AUTH")
	begin := func(operation string, parameters object) apiAnswer {
		return s.idp(operation, object{"UserPoolId": s.PoolID(), "ClientId": publicClient, "AuthFlow": "USER_SRP_AUTH",
			"AuthParameters": parameters})
	}
	begin("InitiateAuth", object{"SRP_A": "5"}).refused(t, "InvalidParameterException", "Missing required parameter USERNAME")
	begin("InitiateAuth", object{"USERNAME": "alice@example.com"}).refused(t, "InvalidParameterException",
		"Missing required parameter SRP_A")
	begin("InitiateAuth", object{"USERNAME": "alice@example.com", "SRP_A": "0"}).refused(t, "InvalidParameterException",
		"SRP_A is not a valid public value.")
	if a := begin("AdminInitiateAuth", object{"USERNAME": "alice@example.com",
		"SRP_A": "5"}); a.ChallengeName != "PASSWORD_VERIFIER" {
		t.Errorf("AdminInitiateAuth answered %+v", a)
	}
	s.respond(publicClient, "PASSWORD_VERIFIER", "", map[string]string{"USERNAME": "alice@example.com"}).refused(t,
		"InvalidParameterException", "Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK")

	off := allowing(t)
	_, a := off.beginSRP("alice@example.com")
	a.refused(t, "InvalidParameterException", "USER_SRP_AUTH is not enabled for the client.")
}
