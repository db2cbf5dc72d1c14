package contract

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// lambdaEvent is what a trigger's function got.
type lambdaEvent struct {
	Version       string
	UserName      string
	CallerContext struct {
		AwsSdkVersion string
		ClientID      *string `json:"clientId"`
	}
	TriggerSource string
	Request       map[string]json.RawMessage
	Response      json.RawMessage

	members    []string
	attributes map[string]string
}

// events are those of one trigger source for an address.
func (s *Suite) events(t *testing.T, email, source string) []lambdaEvent {
	t.Helper()
	var found []lambdaEvent
	for _, raw := range s.Events(email) {
		var e lambdaEvent
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		if attributes, has := e.Request["userAttributes"]; has && json.Unmarshal(attributes, &e.attributes) != nil {
			t.Fatalf("attributes %s", attributes)
		}
		e.members = memberNames(t, string(raw))
		if e.TriggerSource == source {
			found = append(found, e)
		}
	}
	return found
}

// event is the only one.
func (s *Suite) event(t *testing.T, email, source string) lambdaEvent {
	t.Helper()
	found := s.events(t, email, source)
	if len(found) != 1 {
		t.Fatalf("%d events of %s", len(found), source)
	}
	return found[0]
}

const localstackEvents = "localstack/localstack#9349 (2023-10), #10739 (2024-04), events pasted as they came"

var triggerCases = []Case{
	{Name: "The event before a sign-up (F-99, F-100, F-101)",
		AWS:      "userName is the UUID that becomes the sub; neither sub nor email_verified; validationData is null and clientMetadata absent when none were sent; triggerSource after callerContext",
		Evidence: Recorded, Source: localstackEvents, Needs: Needs{Events: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			e := s.event(t, email, "PreSignUp_SignUp")
			if e.UserName == email || e.UserName != attribute(s.adminGet(t, email).UserAttributes, "sub") ||
				e.CallerContext.ClientID == nil || *e.CallerContext.ClientID != s.ClientID {
				t.Errorf("userName %q, context %+v", e.UserName, e.CallerContext)
			}
			_, hasSub := e.attributes["sub"]
			_, hasVerified := e.attributes["email_verified"]
			_, hasMetadata := e.Request["clientMetadata"]
			if hasSub || hasVerified || hasMetadata || e.attributes["email"] != email ||
				string(e.Request["validationData"]) != "null" {
				t.Errorf("request %s", e.Request)
			}
			if want := []string{"version", "region", "userPoolId", "userName", "callerContext", "triggerSource",
				"request", "response"}; !slices.Equal(e.members, want) {
				t.Errorf("members are %q", e.members)
			}
		}},
	{Name: "The event before an administrator's user (F-102)",
		AWS:      "clientId CLIENT_ID_NOT_APPLICABLE, userName the sub, validationData null",
		Evidence: Recorded, Source: "localstack/localstack#2964 (2020-09)", Needs: Needs{Events: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			e := s.event(t, email, "PreSignUp_AdminCreateUser")
			if e.UserName != attribute(s.adminGet(t, email).UserAttributes, "sub") ||
				*e.CallerContext.ClientID != "CLIENT_ID_NOT_APPLICABLE" || string(e.Request["validationData"]) != "null" {
				t.Errorf("%+v", e)
			}
		}},
	{Name: "The event after confirming (F-103)", AWS: "sub, cognito:email_alias, cognito:user_status CONFIRMED, email_verified true; no clientMetadata",
		Evidence: Recorded, Source: "three public captures of events (2020 to 2024); cognito:email_alias in some",
		Needs: Needs{Events: true, Mail: true}, Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			must(t, "", s.confirm(t, email, s.code(t, email)))
			e := s.event(t, email, "PostConfirmation_ConfirmSignUp")
			_, hasMetadata := e.Request["clientMetadata"]
			if e.attributes["sub"] != e.UserName || e.attributes["cognito:user_status"] != "CONFIRMED" ||
				e.attributes["email_verified"] != "true" || e.attributes["cognito:email_alias"] != email || hasMetadata {
				t.Errorf("%v %s", e.attributes, e.Request)
			}
		}},
	{Name: "The event after an administrator's confirming (F-104)", AWS: "clientId is null, email_verified false",
		Evidence: Recorded, Source: "a public capture of the event (2021)", Needs: Needs{Events: true},
		Run: func(t *testing.T, s *Suite) {
			email := s.register(t)
			must(t, "", second(s.idp.AdminConfirmSignUp(t.Context(), &idp.AdminConfirmSignUpInput{UserPoolId: &s.PoolID,
				Username: &email})))
			if e := s.event(t, email, "PostConfirmation_ConfirmSignUp"); e.CallerContext.ClientID != nil ||
				e.attributes["email_verified"] != "false" {
				t.Errorf("%v %v", e.CallerContext, e.attributes)
			}
		}},
	{Name: "No event when an administrator's user chooses a password (F-105)", AWS: "post confirmation is not called",
		Evidence: Shown, Source: "aws-amplify/amplify-cli#13127 (2023-08); amazon-archives/amazon-cognito-identity-js#656 (2018)", Needs: Needs{Events: true}, Run: func(t *testing.T, s *Suite) {
			email := s.createUser(t)
			challenge, err := s.passwordAuth(t, email, goodPassword)
			if must(t, challenge, err).ChallengeName != types.ChallengeNameTypeNewPasswordRequired {
				t.Fatalf("got %+v", challenge)
			}
			responses := map[string]string{"USERNAME": email, "NEW_PASSWORD": otherPassword}
			if hash := s.secretHash(email); hash != nil {
				responses["SECRET_HASH"] = *hash
			}
			must(t, "", second(s.idp.RespondToAuthChallenge(t.Context(), &idp.RespondToAuthChallengeInput{
				ClientId: &s.ClientID, ChallengeName: challenge.ChallengeName, Session: challenge.Session,
				ChallengeResponses: responses,
			})))
			for _, raw := range s.Events(email) {
				if strings.Contains(string(raw), "PostConfirmation") {
					t.Errorf("called with %s", raw)
				}
			}
		}},
	{Name: "The event before tokens (F-212)", AWS: "version 2: groupConfiguration with lists that are empty and preferredRole null, the scopes as an array; the response holds claimsAndScopeOverrideDetails null",
		Evidence: Recorded, Source: "a public log of the event after a hosted sign-in (undated); TokenGeneration_Authentication here", Needs: Needs{Events: true}, Run: func(t *testing.T, s *Suite) {
			e := s.event(t, s.signedInWithEvents(t), "TokenGeneration_Authentication")
			if e.Version != "2" || string(e.Request["groupConfiguration"]) != `{"groupsToOverride":[],"iamRolesToOverride":[],"preferredRole":null}` ||
				string(e.Request["scopes"]) != `["aws.cognito.signin.user.admin"]` ||
				string(e.Response) != `{"claimsAndScopeOverrideDetails":null}` {
				t.Errorf("version %s, request %s, response %s", e.Version, e.Request, e.Response)
			}
		}},
	{Name: "The events before and after a sign-in (F-110)",
		AWS:      "validationData is what InitiateAuth sent, null for nothing; newDeviceUsed false, and no clientMetadata of InitiateAuth",
		Evidence: Documented, Source: "API reference, InitiateAuth; developer guide, Pre and Post authentication Lambda triggers", Needs: Needs{Events: true}, Run: func(t *testing.T, s *Suite) {
			email := s.signedInWithEvents(t)
			before, after := s.event(t, email, "PreAuthentication_Authentication"),
				s.event(t, email, "PostAuthentication_Authentication")
			_, hasMetadata := after.Request["clientMetadata"]
			if string(before.Request["validationData"]) != "null" ||
				string(after.Request["newDeviceUsed"]) != "false" || hasMetadata ||
				before.attributes["cognito:user_status"] != "CONFIRMED" {
				t.Errorf("before %s, after %s", before.Request, after.Request)
			}
		}},
	{Name: "The event of a message (F-223)", AWS: "codeParameter {####}, linkParameter {##Click Here##}, usernameParameter null but for AdminCreateUser ({username}); in the response three nulls",
		Evidence: Documented, Source: "developer guide, Custom message Lambda trigger; public event captures",
		Needs: Needs{Events: true}, Run: func(t *testing.T, s *Suite) {
			e := s.event(t, s.register(t), "CustomMessage_SignUp")
			if string(e.Request["codeParameter"]) != `"{####}"` ||
				string(e.Request["linkParameter"]) != `"{##Click Here##}"` ||
				string(e.Request["usernameParameter"]) != "null" ||
				string(e.Response) != `{"emailMessage":null,"emailSubject":null,"smsMessage":null}` {
				t.Errorf("request %s, response %s", e.Request, e.Response)
			}
		}},
}

// signedInWithEvents is somebody new who has signed in with a password.
func (s *Suite) signedInWithEvents(t *testing.T) (email string) {
	t.Helper()
	email = s.newUser(t)
	answer, err := s.passwordAuth(t, email, goodPassword)
	must(t, answer, err)
	return email
}
