package cognito

import (
	"errors"
	"fmt"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/srpclient"
)

// puzzle are the three functions of a pool that asks for a word, three times at the most.
func puzzle(trigger string, event map[string]any) error {
	request, _ := event["request"].(map[string]any)
	response, _ := event["response"].(map[string]any)
	switch trigger {
	case "define_auth_challenge":
		session, _ := request["session"].([]any)
		last := map[string]any{}
		if len(session) > 0 {
			last, _ = session[len(session)-1].(map[string]any)
		}
		switch {
		case last["challengeName"] == "SRP_A":
			response["challengeName"] = "PASSWORD_VERIFIER"
		case last["challengeName"] == "CUSTOM_CHALLENGE" && last["challengeResult"] == true:
			response["issueTokens"] = true
		case len(session) >= 3 || last["challengeName"] == "PASSWORD_VERIFIER" && last["challengeResult"] == false:
			response["failAuthentication"] = true
		default:
			response["challengeName"] = "CUSTOM_CHALLENGE"
		}
	case "create_auth_challenge":
		response["publicChallengeParameters"] = map[string]any{"question": "What is the word?"}
		response["privateChallengeParameters"] = map[string]any{"word": "swordfish"}
		response["challengeMetadata"] = "WORD"
	case "verify_auth_challenge_response":
		private, _ := request["privateChallengeParameters"].(map[string]any)
		response["answerCorrect"] = request["challengeAnswer"] == private["word"]
	}
	return nil
}

// custom is a stack with these functions.
func custom(t *testing.T, functions func(string, map[string]any) error) (*stack, *recorder) {
	t.Helper()
	r := &recorder{answer: functions}
	s := start(t, func(o *Options) { o.Trigger = r.call })
	s.allow("ALLOW_CUSTOM_AUTH")
	return s, r
}

func (s *stack) customAuth(name string, parameters ...string) apiAnswer {
	s.t.Helper()
	in := object{"USERNAME": name}
	for i := 0; i+1 < len(parameters); i += 2 {
		in[parameters[i]] = parameters[i+1]
	}
	return s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": in,
		"ClientMetadata": object{"from": "initiate"}})
}

func (s *stack) word(session, name, answer string) apiAnswer {
	s.t.Helper()
	return s.idp("RespondToAuthChallenge", object{
		"ClientId": publicClient, "ChallengeName": "CUSTOM_CHALLENGE", "Session": session,
		"ChallengeResponses": object{"USERNAME": name, "ANSWER": answer}, "ClientMetadata": object{"from": "respond"},
	})
}

func TestCustomChallenge(t *testing.T) {
	s, _ := custom(t, puzzle)
	a := s.customAuth("alice@example.com")
	u, _ := s.pool.User("alice@example.com")
	p := a.ChallengeParameters
	if a.ChallengeName != "CUSTOM_CHALLENGE" || a.Session == "" || len(p) != 2 || p["USERNAME"] != u.Username ||
		p["question"] != "What is the word?" {
		t.Errorf("got %+v", a)
	}
	again := s.word(a.Session, "alice@example.com", "wrong")
	if again.ChallengeName != "CUSTOM_CHALLENGE" || again.Session == a.Session {
		t.Errorf("a wrong answer led to %+v", again)
	}
	s.word(a.Session, "alice@example.com", "swordfish").refused(t, "NotAuthorizedException", usedSession)
	s.word(again.Session, "root@example.com", "swordfish").refused(t, "NotAuthorizedException",
		"Invalid session for the user.")
	s.word(again.Session, u.Username, "swordfish").signedIn(t)
	s.word(again.Session, u.Username, "swordfish").refused(t, "NotAuthorizedException", usedSession)

	failing := s.customAuth("alice@example.com")
	for range 2 {
		failing = s.word(failing.Session, "alice@example.com", "wrong")
	}
	s.word(failing.Session, "alice@example.com", "wrong").refused(t, "NotAuthorizedException", badCredentials)
}

// The members are those of recorded events: one element a round, null where nothing is, and the metadata of the second
// call alone.
func TestEventsOfCustomChallenges(t *testing.T) {
	s, r := custom(t, puzzle)
	a := s.customAuth("alice@example.com")
	s.word(a.Session, "alice@example.com", "swordfish").signedIn(t)
	want := []string{
		"DefineAuthChallenge_Authentication", "CreateAuthChallenge_Authentication",
		"VerifyAuthChallengeResponse_Authentication", "DefineAuthChallenge_Authentication",
	}
	if got := r.sources(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("called %v", got)
	}
	request := func(i int) map[string]any {
		in, _ := r.events[i]["request"].(map[string]any)
		return in
	}
	attributes, _ := request(0)["userAttributes"].(map[string]any)
	if session, ok := request(0)["session"].([]any); !ok || len(session) != 0 || request(0)["userNotFound"] != false ||
		attributes["cognito:user_status"] != "CONFIRMED" {
		t.Errorf("the first event is %v", request(0))
	}
	for i, member := range map[int]string{0: "clientMetadata", 1: "clientMetadata"} {
		if _, there := request(i)[member]; there {
			t.Errorf("event %d has the metadata of InitiateAuth", i)
		}
	}
	if request(1)["challengeName"] != "CUSTOM_CHALLENGE" ||
		fmt.Sprint(request(2)["clientMetadata"]) != "map[from:respond]" || request(2)["challengeAnswer"] != "swordfish" {
		t.Errorf("create got %v, verify %v", request(1), request(2))
	}
	if last := fmt.Sprint(request(3)["session"]); last != "[map[challengeMetadata:WORD challengeName:CUSTOM_CHALLENGE challengeResult:true]]" {
		t.Errorf("the last session is %s", last)
	}
}

func TestCustomChallengeAfterAPassword(t *testing.T) {
	s, r := custom(t, puzzle)
	begin := func(name, typed string) apiAnswer {
		c := srpclient.New(t, s.PoolID())
		a := s.customAuth(name, "CHALLENGE_NAME", "SRP_A", "SRP_A", c.A())
		if a.ChallengeName != "PASSWORD_VERIFIER" || len(a.ChallengeParameters) != 5 {
			t.Fatalf("got %+v", a)
		}
		return s.respond(publicClient, "PASSWORD_VERIFIER", "", c.Answer(t, a.ChallengeParameters, typed, s.clock.Now()))
	}
	a := begin("alice@example.com", password)
	s.word(a.Session, "alice@example.com", "swordfish").signedIn(t)
	for _, e := range r.events {
		if e["triggerSource"] == "CreateAuthChallenge_Authentication" {
			request, _ := e["request"].(map[string]any)
			if got := fmt.Sprint(request["session"]); got != "[map[challengeMetadata:<nil> challengeName:SRP_A challengeResult:true] map[challengeMetadata:<nil> challengeName:PASSWORD_VERIFIER challengeResult:true]]" {
				t.Errorf("the session is %s", got)
			}
		}
	}
	begin("alice@example.com", "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
	begin("nobody@example.com", password).refused(t, "NotAuthorizedException", badCredentials)

	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration, c.EmailMfaConfiguration = "ON", &pool.EmailMfaConfiguration{}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if a := begin("alice@example.com", password); a.ChallengeName != "EMAIL_OTP" {
		t.Errorf("a second factor is not asked for: %+v", a)
	}
}

// Somebody unknown goes through the challenges, the functions are told, and no tokens come of it.
func TestCustomChallengeOfNobody(t *testing.T) {
	s, r := custom(t, puzzle)
	a := s.customAuth("nobody@example.com")
	if a.ChallengeName != "CUSTOM_CHALLENGE" || len(a.ChallengeParameters["USERNAME"]) != 36 {
		t.Errorf("got %+v", a)
	}
	request, _ := r.events[0]["request"].(map[string]any)
	if request["userNotFound"] != true {
		t.Errorf("the event is %v", request)
	}
	s.word(a.Session, "nobody@example.com", "swordfish").refused(t, "NotAuthorizedException", badCredentials)
}

func TestFunctionsOfCustomChallengesThatFail(t *testing.T) {
	functions := puzzle
	s, _ := custom(t, func(trigger string, event map[string]any) error { return functions(trigger, event) })
	for name, c := range map[string]struct {
		functions     func(string, map[string]any) error
		want, message string
	}{
		"define throws": {func(string, map[string]any) error { return errors.New("no such word") },
			"UserLambdaValidationException", "DefineAuthChallenge failed with error no such word."},
		"create throws": {func(trigger string, e map[string]any) error {
			if trigger == "create_auth_challenge" {
				return errors.New("no such word")
			}
			return puzzle(trigger, e)
		}, "UserLambdaValidationException", "CreateAuthChallenge failed with error no such word."},
		"define decides nothing": {func(string, map[string]any) error { return nil }, "InvalidLambdaResponseException",
			"Unrecognizable lambda output"},
		"define names a challenge that is none": {func(_ string, e map[string]any) error {
			e["response"] = map[string]any{"challengeName": "RIDDLE"}
			return nil
		}, "InvalidLambdaResponseException", "Unrecognizable lambda output"},
		"define answers in other types": {func(_ string, e map[string]any) error {
			e["response"] = map[string]any{"issueTokens": "yes"}
			return nil
		}, "InvalidLambdaResponseException", "Unrecognizable lambda output"},
	} {
		t.Run(name, func(t *testing.T) {
			functions = c.functions
			s.in(t).customAuth("alice@example.com").refused(t, c.want, c.message)
		})
	}
	s = allowing(t, "ALLOW_CUSTOM_AUTH")
	s.customAuth("alice@example.com").refused(t, "InvalidParameterException",
		"Custom auth lambda trigger is not configured for the user pool.")
}
