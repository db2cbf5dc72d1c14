package cognito

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// functions are the functions of a pool, by the trigger, and every event that they got.
type functions map[string]func(request, response map[string]any) error

func withFunctions(t *testing.T, f functions, change ...func(*Options)) (*stack, *recorder) {
	t.Helper()
	r := &recorder{every: true, answer: func(trigger string, event map[string]any) error {
		request, _ := event["request"].(map[string]any)
		response, _ := event["response"].(map[string]any)
		if do := f[trigger]; do != nil {
			return do(request, response)
		}
		return nil
	}}
	s := start(t, append(change, func(o *Options) { o.Trigger = r.call })...)
	return s, r
}

// last is the request of the newest event of a source, and the event.
func (r *recorder) last(t *testing.T, source string) (request, event map[string]any) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range slices.Backward(r.events) {
		if e["triggerSource"] == source {
			request, _ = e["request"].(map[string]any)
			return request, e
		}
	}
	t.Fatalf("no event %s", source)
	return nil, nil
}

func (s *stack) passwordAuth(name, password string) apiAnswer {
	s.t.Helper()
	return s.idp("InitiateAuth", object{
		"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": name, "PASSWORD": password}, "ClientMetadata": object{"from": "initiate"},
	})
}

// Before a sign-in the function gets what the client sent as validationData; after it there is nothing of that.
func TestEventsOfASignIn(t *testing.T) {
	s, r := withFunctions(t, nil)
	s.passwordAuth("alice@example.com", password).signedIn(t)
	want := []string{"PreAuthentication_Authentication", "PostAuthentication_Authentication",
		"TokenGeneration_Authentication"}
	if got := r.sources(); !slices.Equal(got, want) {
		t.Fatalf("events %q", got)
	}
	before, event := r.last(t, want[0])
	attributes, _ := before["userAttributes"].(map[string]any)
	if fmt.Sprint(before["validationData"]) != "map[from:initiate]" ||
		attributes["cognito:user_status"] != "CONFIRMED" || event["userName"] != attributes["sub"] ||
		before["clientMetadata"] != nil {
		t.Errorf("before: %v", before)
	}
	after, _ := r.last(t, want[1])
	if after["newDeviceUsed"] != false || after["clientMetadata"] != nil {
		t.Errorf("after: %v", after)
	}
	s.passwordAuth("alice@example.com", "Wrong-Horse-9").refused(t, "NotAuthorizedException", badCredentials)
	s.passwordAuth("nobody@example.com", password).refused(t, "NotAuthorizedException", badCredentials)
	if nobody, _ := r.last(t, want[0]); nobody["userNotFound"] != true || len(r.events) != 6 { // UserMigration among them
		t.Errorf("of nobody: %v after %q", nobody, r.sources())
	}
}

// The pages ask the same functions, and what one refuses is shown on the form or in the callback.
func TestFunctionsThatRefuseASignIn(t *testing.T) {
	refuse := func(map[string]any, map[string]any) error { return errors.New("not today") }
	for trigger, label := range map[string]string{"pre_authentication": "PreAuthentication",
		"post_authentication": "PostAuthentication", "pre_token_generation": "PreTokenGeneration"} {
		t.Run(trigger, func(t *testing.T) {
			s, _ := withFunctions(t, functions{trigger: refuse})
			message := label + " failed with error not today."
			s.passwordAuth("alice@example.com", password).refused(t, "UserLambdaValidationException", message)
			page := s.visitor().signInPage("alice@example.com", password)
			switch q := page.location().Query(); trigger {
			case "pre_authentication":
				if !strings.Contains(page.body, message) {
					t.Errorf("the page says %s", page.body)
				}
			case "post_authentication":
				if q.Get("error") != "invalid_request" || q.Get("error_description") != message+" " {
					t.Errorf("it led to %v", q)
				}
			default:
				if got := s.redeem(q.Get("code")); got.Status != http.StatusBadRequest ||
					got.Error != "invalid_grant" || got.AccessToken != "" {
					t.Errorf("the code gives %+v", got)
				}
			}
		})
	}
}

func (v *visitor) signInPage(name, password string) answer {
	v.t.Helper()
	page := v.get(v.authorizeQuery())
	return v.post(page.Request.URL.String(), "username", name, "password", password)
}

func TestFunctionBeforeTokens(t *testing.T) {
	s, r := withFunctions(t, functions{"pre_token_generation": func(_, response map[string]any) error {
		response["claimsAndScopeOverrideDetails"] = object{
			"idTokenGeneration": object{"claimsToAddOrOverride": object{"plan": "gold", "level": 3,
				"sub": "somebody", "aud": "x"}, "claimsToSuppress": []string{"email", "exp"}},
			"accessTokenGeneration": object{"claimsToAddOrOverride": object{"plan": []string{"gold"}, "gone": 1,
				"username": "x"}, "claimsToSuppress": []string{"gone"}, "scopesToAdd": []string{"orders/read"},
				"scopesToSuppress": []string{"profile"}},
			"groupOverrideDetails": object{"groupsToOverride": []string{"vip"}},
		}
		return nil
	}})
	got := s.redeem(s.visitor().signInPage("root@example.com", password).location().Query().Get("code"))
	request, event := r.last(t, "TokenGeneration_HostedAuth")
	if event["version"] != "2" || fmt.Sprint(request["scopes"]) != "[email openid profile]" ||
		fmt.Sprint(request["groupConfiguration"]) != "map[groupsToOverride:[admin] iamRolesToOverride:[] preferredRole:<nil>]" {
		t.Errorf("the event is %v", event)
	}
	if raw, err := json.Marshal(r.events[len(r.events)-1]["response"]); err != nil ||
		!strings.Contains(string(raw), "claimsAndScopeOverrideDetails") {
		t.Errorf("the response is %s, %v", raw, err)
	}
	u, _ := s.pool.User("root@example.com")
	id, access := decode(t, got.IDToken, 1), decode(t, got.AccessToken, 1)
	if id["plan"] != "gold" || id["level"] != 3.0 || id["sub"] != u.Sub() || id["aud"] != s.ClientID() ||
		id["email"] != nil || id["exp"] == nil || fmt.Sprint(id["cognito:groups"]) != "[vip]" {
		t.Errorf("ID token %v", id)
	}
	if fmt.Sprint(access["plan"]) != "[gold]" || access["gone"] != nil || access["username"] != u.Username ||
		access["scope"] != "openid email orders/read" || fmt.Sprint(access["cognito:groups"]) != "[vip]" {
		t.Errorf("access token %v", access)
	}
	if s.refresh(got.RefreshToken).AccessToken == "" {
		t.Error("no refresh")
	}
	r.last(t, "TokenGeneration_RefreshTokens")
}

// What a function may say about the claims that are Cognito's own, about the audience of an access token, and about the
// groups, whose roles go with them.
func TestFunctionBeforeTokensMayNotChangeEverything(t *testing.T) {
	var changes object
	s, _ := withFunctions(t, functions{"pre_token_generation": func(_, response map[string]any) error {
		response["claimsAndScopeOverrideDetails"] = object{"idTokenGeneration": changes, "accessTokenGeneration": changes}
		return nil
	}})
	s.idp("UpdateGroup", object{"UserPoolId": s.PoolID(), "GroupName": "admin",
		"RoleArn": "arn:aws:iam::000000000000:role/admin"}).tolerable(t)
	for name, c := range map[string]struct {
		add        object
		suppress   []string
		claim      string
		id, access string
	}{
		"another audience":           {object{"aud": "somebody"}, nil, "aud", publicClient, "<nil>"},
		"a list of audiences":        {object{"aud": []string{publicClient}}, nil, "aud", publicClient, "<nil>"},
		"the client as the audience": {object{"aud": publicClient}, nil, "aud", publicClient, publicClient},
		"no audience":                {nil, []string{"aud"}, "aud", publicClient, "<nil>"},
		"a developer's attribute":    {object{"dev:a": "x"}, nil, "dev:a", "<nil>", "<nil>"},
		"another use":                {nil, []string{"token_use"}, "token_use", "id", "access"},
		"groups by a claim":          {object{"cognito:groups": []string{"x"}}, nil, "cognito:groups", "[admin]", "[admin]"},
		"no groups":                  {nil, []string{"cognito:groups"}, "cognito:groups", "<nil>", "<nil>"},
		"no groups, hence no roles":  {nil, []string{"cognito:groups"}, "cognito:roles", "<nil>", "<nil>"},
		"roles without their groups": {nil, []string{"cognito:roles"}, "cognito:roles",
			"[arn:aws:iam::000000000000:role/admin]", "<nil>"},
		"one more claim with a colon": {object{"cognito:x": "x"}, nil, "cognito:x", "<nil>", "<nil>"},
	} {
		changes = object{"claimsToAddOrOverride": c.add, "claimsToSuppress": c.suppress}
		a := s.passwordAuth("root@example.com", password)
		a.signedIn(t)
		id, access := decode(t, a.AuthenticationResult.IdToken, 1), decode(t, a.AuthenticationResult.AccessToken, 1)
		if fmt.Sprint(id[c.claim]) != c.id || fmt.Sprint(access[c.claim]) != c.access {
			t.Errorf("%s: %v in the ID token, %v in the access token", name, id[c.claim], access[c.claim])
		}
	}
}

// What follows from a function's answer about the groups: nothing, null and an empty object differ.
func TestFunctionBeforeTokensMayTakeGroupsAway(t *testing.T) {
	var details any
	s, _ := withFunctions(t, functions{"pre_token_generation": func(_, response map[string]any) error {
		response["claimsAndScopeOverrideDetails"] = details
		return nil
	}})
	for name, c := range map[string]struct {
		details any
		groups  string
	}{
		"no answer":       {nil, "[admin]"},
		"nothing of them": {object{"idTokenGeneration": object{}}, "[admin]"},
		"empty":           {object{"groupOverrideDetails": object{}}, "<nil>"},
		"null":            {object{"groupOverrideDetails": nil}, "<nil>"},
	} {
		details = c.details
		a := s.passwordAuth("root@example.com", password)
		a.signedIn(t)
		if got := fmt.Sprint(decode(t, a.AuthenticationResult.AccessToken, 1)["cognito:groups"]); got != c.groups {
			t.Errorf("%s: groups %s, want %s", name, got, c.groups)
		}
	}
	details = "all of them"
	s.passwordAuth("root@example.com", password).refused(t, "InvalidLambdaResponseException", "Unrecognizable lambda output")
}
