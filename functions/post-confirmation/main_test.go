package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/lambda"
)

// fakePool notes what is set for whom.
type fakePool struct {
	err    error
	inputs []input
}

type input struct {
	UserPoolId, Username string
	UserAttributes       []struct{ Name, Value string }
}

func (f *fakePool) Call(_ context.Context, action awsjson.Action, text string) (string, error) {
	var i input
	if err := json.Unmarshal([]byte(text), &i); err != nil || action != "cognito-idp:AdminUpdateUserAttributes" {
		return "", &awsjson.Error{Action: action, Code: "InvalidParameterException", Status: http.StatusBadRequest}
	}
	f.inputs = append(f.inputs, i)
	return "{}", f.err
}

// confirmed is the event as Cognito sends it.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
const confirmed = `{
	"version": "1", "triggerSource": "PostConfirmation_ConfirmSignUp", "region": "eu-west-1", "userPoolId": "eu-west-1_TestPool1",
	"userName": "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55", "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client"},
	"request": {"userAttributes": {"sub": "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55", "email": "ada@example.com", "cognito:user_status": "CONFIRMED"},
		"clientMetadata": {"from": "test"}},
	"response": {}}`

var day = time.Date(2026, 11, 23, 6, 0, 0, int(123*time.Millisecond), time.UTC)

// invoke calls the function as Lambda does: with an event as JSON.
func invoke(t *testing.T, function lambda.TriggerFunction, input string) (map[string]any, error) {
	t.Helper()
	answer, err := function(t.Context(), json.RawMessage(input))
	if err != nil {
		return nil, err
	}
	return object(t, string(answer)), nil
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatal(err)
	}
	return members
}

func with(fake *fakePool) lambda.TriggerFunction { return logging(io.Discard, fake) }

// logging makes the guarded handler as it is deployed.
func logging(log io.Writer, fake *fakePool) lambda.TriggerFunction {
	c := confirmation{aws: fake, now: func() time.Time { return day }, random: rand.Reader}
	return lambda.GuardTrigger(lambda.TriggerDeps{Log: slog.New(slog.NewJSONHandler(log, nil)), Now: time.Now}, c.handle)
}

var uuid7 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestGivesANewUserAnID_S51(t *testing.T) {
	fake := &fakePool{}
	got, err := invoke(t, with(fake), confirmed)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, object(t, confirmed)) {
		t.Errorf("answer %v is not the event with its response", got)
	}
	if len(fake.inputs) != 1 {
		t.Fatalf("%d calls, want 1", len(fake.inputs))
	}
	input := fake.inputs[0]
	if input.UserPoolId != "eu-west-1_TestPool1" || input.Username != "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55" ||
		len(input.UserAttributes) != 1 {
		t.Errorf("input = %+v", input)
	}
	attribute := input.UserAttributes[0]
	if attribute.Name != "custom:app_user_id" || !uuid7.MatchString(attribute.Value) {
		t.Errorf("attribute %s = %s", attribute.Name, attribute.Value)
	}
}

func TestLeavesOthersAlone_S51(t *testing.T) {
	tests := []struct{ name, event string }{
		{"has an id", strings.Replace(confirmed, `"sub":`, `"custom:app_user_id": "0190-old", "sub":`, 1)},
		{"new password", strings.Replace(confirmed, "PostConfirmation_ConfirmSignUp",
			"PostConfirmation_ConfirmForgotPassword", 1)},
		{"other trigger", strings.Replace(confirmed, "PostConfirmation_ConfirmSignUp", "PreSignUp_SignUp", 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fake := &fakePool{}
			got, err := invoke(t, with(fake), tt.event)
			if err != nil || !reflect.DeepEqual(got, object(t, tt.event)) || len(fake.inputs) != 0 {
				t.Errorf("answer %v, %v after %d calls", got, err, len(fake.inputs))
			}
		})
	}
}

func TestFailuresAreFitForVisitors(t *testing.T) {
	denied := &awsjson.Error{Action: setAttributes, Code: "AccessDeniedException", Status: http.StatusBadRequest}
	var log bytes.Buffer
	d := lambda.TriggerDeps{Log: slog.New(slog.NewJSONHandler(&log, nil)), Now: time.Now}
	_, err := invoke(t, logging(&log, &fakePool{err: denied}), confirmed)
	if err == nil || !strings.HasPrefix(err.Error(), "Your address is confirmed") || strings.Contains(err.Error(), "Denied") {
		t.Errorf("error = %v", err)
	}
	if !strings.Contains(log.String(), "AccessDeniedException") || strings.Contains(log.String(), "@") ||
		strings.Contains(log.String(), "arn:") {
		t.Errorf("log: %s", log.String())
	}

	c := confirmation{aws: &fakePool{}, now: time.Now, random: iotest.ErrReader(io.ErrUnexpectedEOF)}
	if _, err := invoke(t, lambda.GuardTrigger(d, c.handle), confirmed); err == nil || strings.Contains(err.Error(), "EOF") {
		t.Errorf("without random bytes: %v", err)
	}
}

func TestCallsTheServiceOfItsOwnRegion_D05(t *testing.T) {
	environment := map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY": "example"}
	handler, err := newHandler(lambda.TriggerDeps{Getenv: func(name string) string { return environment[name] },
		Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var target, authorization string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target, authorization = r.Header.Get("X-Amz-Target"), r.Header.Get("Authorization")
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(service.Close)
	environment["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = service.URL // a client that was there already would not know of it
	d := lambda.TriggerDeps{Log: slog.New(slog.DiscardHandler), Now: time.Now}
	if _, err := invoke(t, lambda.GuardTrigger(d, handler), confirmed); err != nil {
		t.Fatal(err)
	}
	if target != "AWSCognitoIdentityProviderService.AdminUpdateUserAttributes" ||
		!strings.Contains(authorization, "/eu-west-1/cognito-idp/") {
		t.Errorf("%s %s", target, authorization)
	}
}

// TestRecordedEventsComeBackAsTheyCame_F103: clientId is null after an administrator has confirmed (F-104), and the user
// gets an id all the same; after a forgotten password there is nothing to do.
func TestRecordedEventsComeBackAsTheyCame_F103(t *testing.T) {
	for file, calls := range map[string]int{"event.json": 1, "event-administrator.json": 1, "event-forgot-password.json": 0} {
		t.Run(file, func(t *testing.T) {
			event, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fake := &fakePool{}
			answer, err := with(fake)(t.Context(), event)
			if err != nil || !bytes.Equal(answer, event) || len(fake.inputs) != calls {
				t.Errorf("answer %s after %d calls, error %v", answer, len(fake.inputs), err)
			}
		})
	}
}
