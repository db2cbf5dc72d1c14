package cognito

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// answering is a function that answers with the event as it came, but with another response for one trigger.
type answering struct {
	trigger, response string
	whole             bool // the response is all that the function returns
}

func (a *answering) call(_ context.Context, trigger string, event []byte) ([]byte, error) {
	switch {
	case trigger == "user_migration" && a.trigger != trigger:
		return nil, nil
	case trigger != a.trigger:
		return event, nil
	case a.whole:
		return []byte(a.response), nil
	}
	changed := map[string]json.RawMessage{}
	if err := json.Unmarshal(event, &changed); err != nil {
		return nil, err
	}
	changed["response"] = json.RawMessage(a.response)
	answer, err := json.Marshal(changed)
	if err != nil {
		return []byte(a.response), nil //nolint:nilerr // what is no JSON is all that the function returns
	}
	return answer, nil
}

var fuzzedTriggers = []struct{ name, response string }{
	{"pre_sign_up", `{"autoConfirmUser":true,"autoVerifyEmail":true,"autoVerifyPhone":true}`},
	{"post_confirmation", `[]`},
	{"pre_authentication", `null`},
	{"post_authentication", `1`},
	{"pre_token_generation", `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{` +
		`"claimsToAddOrOverride":{"sub":"x","cognito:username":"x","cognito:groups":["x"],"dev:a":1},"claimsToSuppress":["iss","token_use","exp"]},` +
		`"accessTokenGeneration":{"claimsToAddOrOverride":{"client_id":"x","scope":"x","aud":"x"},` +
		`"claimsToSuppress":["sub","username","cognito:groups"],"scopesToAdd":["a b",""],"scopesToSuppress":["openid"]},` +
		`"groupOverrideDetails":{"groupsToOverride":["x",""],"iamRolesToOverride":[""],"preferredRole":"x"}}}`},
	{"custom_message", `{"emailMessage":"{####}<script>{username}{####}","emailSubject":"a\r\nb","smsMessage":"{####}"}`},
	{"user_migration", `{"userAttributes":{"email":"new@example.com","sub":"x","email_verified":"true"},"finalUserStatus":"CONFIRMED","messageAction":"SUPPRESS"}`},
	{"define_auth_challenge", `{"challengeName":"PASSWORD_VERIFIER","issueTokens":null,"failAuthentication":false}`},
	{"create_auth_challenge", `{"publicChallengeParameters":{"USERNAME":"x"},"privateChallengeParameters":null,"challengeMetadata":""}`},
	{"verify_auth_challenge_response", `{"answerCorrect":"true"}`},
	{"inbound_federation", `{"userAttributesToMap":{"sub":"somebody","email":{"a":1},"email_verified":true}}`},
}

// Whatever a function answers: nothing fails, and the tokens that come of it are of this user, client and pool.
func FuzzTriggerAnswers(f *testing.F) {
	a := &answering{}
	server, err := New(Options{
		CallbackURLs: []string{callback}, Trigger: a.call, OtherClients: []Client{{ID: publicClient}},
		Providers: []Provider{{Name: "Google"}}, Users: []User{{Email: "alice@example.com", Password: password,
			Groups: []string{"admin"}}},
	})
	if err != nil {
		f.Fatal(err)
	}
	root := &stack{Server: server, t: f}
	root.allow("ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
	for i, trigger := range fuzzedTriggers {
		f.Add(uint8(i), false, trigger.response)
		f.Add(uint8(i), true, trigger.response)
		f.Add(uint8(i), true, `{"triggerSource":"x","response":"x"}`)
	}
	f.Fuzz(func(t *testing.T, kind uint8, whole bool, response string) {
		s := root.in(t)
		s.serve(http.MethodPost, "/_local/reset", "application/json", `{}`)
		s.local1ms()
		*a = answering{trigger: fuzzedTriggers[int(kind)%len(fuzzedTriggers)].name, response: response, whole: whole}
		s.checkTokens(t, s.passwordAuth("alice@example.com", password))
		s.checkTokens(t, s.passwordAuth("new@example.com", password))
		email := func(address string) []object { return []object{{"Name": "email", "Value": address}} }
		s.idp("SignUp", object{"ClientId": publicClient, "Username": "eve@example.com", "Password": password,
			"UserAttributes": email("eve@example.com")}).tolerable(t)
		s.idp("AdminCreateUser", object{"UserPoolId": s.PoolID(), "Username": "ann@example.com",
			"UserAttributes": email("ann@example.com")}).tolerable(t)
		s.idp("ForgotPassword", object{"ClientId": publicClient, "Username": "alice@example.com"}).tolerable(t)
		began := s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "CUSTOM_AUTH",
			"AuthParameters": object{"USERNAME": "alice@example.com"}})
		began.tolerable(t)
		if began.Session != "" {
			s.idp("RespondToAuthChallenge", object{"ClientId": publicClient, "ChallengeName": "CUSTOM_CHALLENGE",
				"Session":            began.Session,
				"ChallengeResponses": object{"USERNAME": "alice@example.com", "ANSWER": "x"}}).tolerable(t)
		}
		s.onThePages(t)
	})
}

func (a apiAnswer) tolerable(t *testing.T) {
	t.Helper()
	if a.Status != http.StatusOK && a.Status != http.StatusBadRequest {
		t.Errorf("answered %d", a.Status)
	}
}

// checkTokens wants the claims that no function may change.
func (s *stack) checkTokens(t *testing.T, a apiAnswer) {
	t.Helper()
	a.tolerable(t)
	if a.AuthenticationResult.AccessToken == "" {
		return
	}
	id, access := decode(t, a.AuthenticationResult.IdToken, 1), decode(t, a.AuthenticationResult.AccessToken, 1)
	u, err := s.pool.User(fmt.Sprint(access["username"]))
	if err != nil || u.Email() != "alice@example.com" && u.Email() != "new@example.com" {
		t.Fatalf("the user is %v", access["username"])
	}
	for name, c := range map[string]struct {
		claims      map[string]any
		use, client string
	}{"ID token": {id, "id", "aud"}, "access token": {access, "access", "client_id"}} {
		if c.claims["sub"] != u.Sub() || c.claims["token_use"] != c.use || c.claims[c.client] != publicClient ||
			c.claims["iss"] != s.pool.Issuer() {
			t.Errorf("%s: %v", name, c.claims)
		}
		for claim := range c.claims {
			own := []string{"cognito:username", "cognito:groups", "cognito:roles", "cognito:preferred_role"}
			if strings.HasPrefix(claim, "dev:") || strings.HasPrefix(claim, "cognito:") && !slices.Contains(own, claim) {
				t.Errorf("%s has %s", name, claim)
			}
		}
		for _, claim := range []string{"exp", "iat", "auth_time", "jti", "origin_jti"} {
			if c.claims[claim] == nil {
				t.Errorf("%s lacks %s", name, claim)
			}
		}
	}
	if aud := access["aud"]; id["cognito:username"] != u.Username || aud != nil && aud != publicClient {
		t.Errorf("name %v, audience of the access token %v", id["cognito:username"], aud)
	}
}

// onThePages signs in by the form and at a provider. No answer leads elsewhere, and nothing of a function is a tag.
func (s *stack) onThePages(t *testing.T) {
	t.Helper()
	query := strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?")
	const formType = "application/x-www-form-urlencoded"
	w := s.serve(http.MethodPost, "/login?"+query, formType, url.Values{"username": {"alice@example.com"},
		"password": {password}}.Encode())
	if to := w.Header().Get("Location"); w.Code >= 500 || to != "" && !strings.HasPrefix(to, callback+"?") {
		t.Errorf("the form answered %d %q", w.Code, to)
	}
	left := s.serve(http.MethodGet, s.authorizeQuery("identity_provider", "Google"), "", "")
	page, err := url.Parse(left.Header().Get("Location"))
	if err != nil || page.Path != "/_local/provider/Google" {
		t.Fatalf("authorize led to %q", left.Header().Get("Location"))
	}
	cookie := "csrf-state=" + page.Query().Get("state")
	w = s.serve(http.MethodPost, page.String(), formType, "answer=accept&email=g%40example.com&subject=1", "Cookie", cookie)
	w = s.serve(http.MethodGet, w.Header().Get("Location"), "", "", "Cookie", cookie)
	if to := w.Header().Get("Location"); w.Code >= 500 || !strings.HasPrefix(to, callback+"?") {
		t.Errorf("the way back answered %d %q", w.Code, to)
	}
	if w := s.serve(http.MethodGet, "/_local/inbox", "", ""); w.Code != http.StatusOK ||
		bytes.Contains(w.Body.Bytes(), []byte("<script")) {
		t.Errorf("the inbox answered %d", w.Code)
	}
}
