package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/signup"
)

// registering is the event as Cognito sends it.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
func registering(source string, attributes map[string]string) map[string]any {
	members := map[string]any{}
	for name, value := range attributes {
		members[name] = value
	}
	return map[string]any{
		"version": "1", "triggerSource": source, "region": "eu-west-1", "userPoolId": "eu-west-1_TestPool1",
		"userName":      "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55",
		"callerContext": map[string]any{"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client"},
		"request": map[string]any{"userAttributes": members, "validationData": map[string]any{},
			"clientMetadata": map[string]any{"from": "test"}},
		"response": map[string]any{"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
	}
}

// with makes the guarded handler as it is deployed with a list, and what it logs.
func with(t *testing.T, list string) (lambda.TriggerFunction, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	environment := map[string]string{signup.Variable: list}
	d := lambda.TriggerDeps{Getenv: func(name string) string { return environment[name] },
		Log: lambda.NewLog(&log, slog.LevelInfo), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		t.Fatal(err)
	}
	return lambda.GuardTrigger(d, handler), &log
}

// invoke calls the function as Lambda does: with an event as JSON. A refusal has no event.
func invoke(t *testing.T, function lambda.TriggerFunction, event map[string]any) (members map[string]any, failure error) {
	t.Helper()
	text, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	answer, failure := function(t.Context(), text)
	if failure != nil {
		return nil, failure
	}
	if err := json.Unmarshal(answer, &members); err != nil {
		t.Fatal(err)
	}
	return members, nil
}

func TestWhoMayRegister_S50_R59(t *testing.T) {
	const form, google, administrator = "PreSignUp_SignUp", "PreSignUp_ExternalProvider", "PreSignUp_AdminCreateUser"
	const list = "example.com,example.org"
	tests := []struct {
		name, list, source string
		attributes         map[string]string
		reason             string // why not; "" if allowed
	}{
		{"a domain of the list", list, form, map[string]string{"email": "ada@example.org"}, ""},
		{"a foreign domain", list, form, map[string]string{"email": "ada@example.net"}, "domain"},
		{"a domain below", list, form, map[string]string{"email": "ada@mail.example.com"}, "domain"},
		{"no address", list, form, nil, "missing"},
		{"another attribute that is an address", list, form, map[string]string{"Email": "ada@example.com",
			"preferred_username": "ada@example.com"}, "missing"},
		{"a visitor's address is proved by the code, and not yet", list, form,
			map[string]string{"email": "ada@example.com", "email_verified": "false"}, ""},

		{"Google, a domain of the list", list, google, map[string]string{"email": "ada@example.com",
			"email_verified": "true"}, ""},
		{"Google, a foreign domain", list, google,
			map[string]string{"email": "ada@gmail.com", "email_verified": "true"}, "domain"},
		{"Google, not verified", list, google, map[string]string{"email": "ada@example.com", "email_verified": "false"},
			"unverified"},
		{"Google, a word that is not true", list, google, map[string]string{"email": "ada@example.com",
			"email_verified": ""}, "unverified"},
		{"a provider that gives no address", list, google, map[string]string{"email_verified": "true"}, "missing"},
		{"a provider that says nothing of it", list, google, map[string]string{"email": "ada@example.com"}, ""},

		{"an administrator makes a guest", list, administrator, map[string]string{"email": "guest@example.net"}, ""},
		{"a source of the future", list, "PreSignUp_Something", map[string]string{"email": "ada@example.net"}, "domain"},
		{"no source", list, "", map[string]string{"email": "ada@example.net"}, "domain"},

		{"no list, the form", "", form, map[string]string{"email": "ada@example.net"}, ""},
		{"no list, a provider without an address", "", google, map[string]string{"email_verified": "false"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			handler, log := with(t, tt.list)
			event := registering(tt.source, tt.attributes)
			answer, err := invoke(t, handler, event)
			if err == nil && !reflect.DeepEqual(answer, event) {
				t.Errorf("answer %v is not the event as it came", answer)
			}
			checkOutcome(t, err, log.Bytes(), tt.reason)
		})
	}
}

// TestTrustedProvider: SAML knows no email_verified. A provider of the operator's own may answer for its addresses; the
// list of domains holds for it all the same.
func TestTrustedProvider_R59(t *testing.T) {
	tests := []struct {
		name, user, email string
		reason            string
	}{
		{"trusted", "Entra_ada", "ada@example.com", ""},
		{"trusted, as a pool without case writes it", "entra_ada", "ada@example.com", ""},
		{"trusted, a foreign domain", "Entra_ada", "ada@example.net", "domain"},
		{"another provider", "Google_ada", "ada@example.com", "unverified"},
		{"a longer name", "Entra2_ada", "ada@example.com", "unverified"},
		{"no provider in the name", "Entra", "ada@example.com", "unverified"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			environment := map[string]string{signup.Variable: "example.com", signup.ProvidersVariable: "Entra Okta"}
			d := lambda.TriggerDeps{Getenv: func(name string) string { return environment[name] },
				Log: lambda.NewLog(&log, slog.LevelInfo), Now: time.Now}
			handler, err := newHandler(d)
			if err != nil {
				t.Fatal(err)
			}
			event := registering("PreSignUp_ExternalProvider",
				map[string]string{"email": tt.email, "email_verified": "false"})
			event["userName"] = tt.user
			_, err = invoke(t, lambda.GuardTrigger(d, handler), event)
			checkOutcome(t, err, log.Bytes(), tt.reason)
		})
	}
}

// checkOutcome compares what the visitor is told and what is logged, in which nobody's address and no domain of the
// list may be (SEC-110).
func checkOutcome(t *testing.T, err error, log []byte, reason string) {
	t.Helper()
	if reason == "" {
		if err != nil || len(log) > 0 {
			t.Errorf("error %v, log %s", err, log)
		}
		return
	}
	if err == nil || err.Error()+"." != signup.Refusal {
		t.Errorf("error %v", err)
	}
	var fields map[string]any
	if err := json.Unmarshal(log, &fields); err != nil {
		t.Fatalf("log %q: %v", log, err)
	}
	delete(fields, "timestamp")
	want := map[string]any{"level": "INFO", "message": "a sign-up was refused", "event": "signup.refused",
		"reason": reason, "function_request_id": ""}
	if !maps.Equal(fields, want) {
		t.Errorf("log %v", fields)
	}
}

// TestMistypedListStartsNothing: neither does everybody get in nor is anybody sent away without a word in the log
// (SEC-114).
func TestMistypedListStartsNothing_SEC114(t *testing.T) {
	for _, list := range []string{"@example.com", "https://example.com", "*.example.com", ","} {
		handler, err := newHandler(lambda.TriggerDeps{Getenv: func(string) string { return list }})
		if handler != nil || err == nil || !strings.Contains(err.Error(), "ALLOWED_EMAIL_DOMAINS") {
			t.Errorf("%q: error %v", list, err)
		}
	}
}

// The variable must be the one that the deployment makes of the setting in the list of functions.
func TestListHasTheNameOfTheSetting(t *testing.T) {
	list, err := os.ReadFile(filepath.Join("..", "routes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]struct{ Setting string }
	if err := json.Unmarshal(list, &table); err != nil {
		t.Fatal(err)
	}
	if setting := table["pre-sign-up"].Setting; strings.ToUpper(setting) != signup.Variable {
		t.Errorf("the setting is %q", setting)
	}
}

// TestRecordedEventsComeBackAsTheyCame_F99: before a sign-up userName is the sub to be, validationData is null, and there
// is no clientMetadata (F-100, F-101, F-102). Users made by an administrator have no client.
func TestRecordedEventsComeBackAsTheyCame_F99(t *testing.T) {
	for file, refused := range map[string]bool{
		"event.json": false, "event-administrator.json": false, "event-provider.json": false,
		"event-provider-unverified.json": true, "event-refused.json": true,
	} {
		t.Run(file, func(t *testing.T) {
			event, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(event, []byte(`"validationData": null`)) || bytes.Contains(event, []byte("clientMetadata")) {
				t.Errorf("the event is not as recorded: %s", event)
			}
			function, _ := with(t, "example.com")
			answer, err := function(t.Context(), event)
			if (err != nil) != refused || err == nil && !bytes.Equal(answer, event) {
				t.Errorf("answer %s, error %v", answer, err)
			}
		})
	}
}
