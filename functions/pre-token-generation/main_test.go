package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/lambda"
)

// answer runs the function as Lambda does, with a recorded event, and reads the response and everything else.
func answer(t *testing.T, event string) (response, rest map[string]any) {
	t.Helper()
	d := lambda.TriggerDeps{Log: slog.New(slog.DiscardHandler), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := lambda.GuardTrigger(d, handler)(t.Context(), json.RawMessage(event))
	if err == nil {
		err = json.Unmarshal(raw, &rest)
	}
	if err != nil {
		t.Fatal(err)
	}
	response, _ = rest["response"].(map[string]any)
	delete(rest, "response")
	return response, rest
}

func read(t *testing.T, name string) string {
	t.Helper()
	event, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(event)
}

func TestPutsTheIDIntoBothTokens_N45(t *testing.T) {
	event := read(t, "event.json")
	response, rest := answer(t, event)
	claims := map[string]any{"claimsToAddOrOverride": map[string]any{"app_user_id": "01937b5f-2f0a-7c3e-9d52-6a1f0b8e4c21"}, "claimsToSuppress": nil}
	access := map[string]any{"scopesToAdd": nil, "scopesToSuppress": nil}
	for name, value := range claims {
		access[name] = value
	}
	want := map[string]any{"claimsAndScopeOverrideDetails": map[string]any{
		"idTokenGeneration": claims, "accessTokenGeneration": access,
		"groupOverrideDetails": map[string]any{"groupsToOverride": []any{"admin"}, "iamRolesToOverride": []any{},
			"preferredRole": nil},
	}}
	if !reflect.DeepEqual(response, want) {
		t.Errorf("response %v, want %v", response, want)
	}
	var given map[string]any
	if err := json.Unmarshal([]byte(event), &given); err != nil {
		t.Fatal(err)
	}
	if delete(given, "response"); !reflect.DeepEqual(rest, given) {
		t.Errorf("the event comes back as %v", rest)
	}
}

func TestLeavesOthersTokensAlone_N45(t *testing.T) {
	for name, event := range map[string]string{
		"no ID":       read(t, "event-without-id.json"),
		"an empty ID": strings.Replace(read(t, "event.json"), "01937b5f-2f0a-7c3e-9d52-6a1f0b8e4c21", "", 1),
	} {
		t.Run(name, func(t *testing.T) {
			response, _ := answer(t, event)
			details, _ := response["claimsAndScopeOverrideDetails"].(map[string]any)
			for _, token := range []string{"idTokenGeneration", "accessTokenGeneration"} {
				changes, _ := details[token].(map[string]any)
				for change, value := range changes {
					if value != nil {
						t.Errorf("%s: %s %v", token, change, value)
					}
				}
			}
			if groups, _ := details["groupOverrideDetails"].(map[string]any); groups["groupsToOverride"] == nil {
				t.Errorf("the groups go: %v", details)
			}
		})
	}
}
