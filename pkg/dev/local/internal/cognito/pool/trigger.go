package pool

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// Cognito waits 5 seconds for a trigger's function and asks three times in all when it does not answer
// (developer guide, "Customizing user pool workflows with Lambda triggers").
const (
	triggerTimeout  = 5 * time.Second
	triggerAttempts = 3
)

// trigger is a point at which the pool calls a function: its name in Terraform's lambda_config, that in refusals, and
// the function that a pool has for it.
type trigger struct {
	name, label string
	function    func(LambdaConfig) string // its ARN, "" for none
}

var (
	preSignUp = trigger{"pre_sign_up", "PreSignUp", func(l LambdaConfig) string { return l.PreSignUp }}

	postConfirmation = trigger{"post_confirmation", "PostConfirmation",
		func(l LambdaConfig) string { return l.PostConfirmation }}
	preAuthentication = trigger{"pre_authentication", "PreAuthentication",
		func(l LambdaConfig) string { return l.PreAuthentication }}
	postAuthentication = trigger{"post_authentication", "PostAuthentication",
		func(l LambdaConfig) string { return l.PostAuthentication }}
	preTokenGeneration = trigger{"pre_token_generation", "PreTokenGeneration",
		func(l LambdaConfig) string { return cmp.Or(l.PreTokenGenerationConfig.arn(), l.PreTokenGeneration) }}
	customMessage = trigger{"custom_message", "CustomMessage", func(l LambdaConfig) string { return l.CustomMessage }}
	userMigration = trigger{"user_migration", "UserMigration", func(l LambdaConfig) string { return l.UserMigration }}

	defineAuthChallenge = trigger{"define_auth_challenge", "DefineAuthChallenge",
		func(l LambdaConfig) string { return l.DefineAuthChallenge }}
	createAuthChallenge = trigger{"create_auth_challenge", "CreateAuthChallenge",
		func(l LambdaConfig) string { return l.CreateAuthChallenge }}
	verifyAuthChallenge = trigger{"verify_auth_challenge_response", "VerifyAuthChallengeResponse",
		func(l LambdaConfig) string { return l.VerifyAuthChallengeResponse }}
	inboundFederation = trigger{"inbound_federation", "InboundFederation",
		func(l LambdaConfig) string { return l.InboundFederation.arn() }}
)

// By is on whose behalf a function is called: the app client, and what it sent along for the function.
type By struct {
	ClientID string
	Metadata map[string]string

	NewPassword bool // the sign-in set one in the place of a temporary one

	DeviceKey    string // that the client sent
	DeviceProved bool   // the device has proved itself
}

// Administrator is for calls that no app client makes.
func Administrator(metadata map[string]string) By {
	return By{ClientID: "CLIENT_ID_NOT_APPLICABLE", Metadata: metadata}
}

// triggerEvent has the members of AWS's trigger events in their order.
type triggerEvent struct {
	Version       string         `json:"version"`
	Region        string         `json:"region"`
	UserPoolID    string         `json:"userPoolId"`
	UserName      string         `json:"userName"`
	CallerContext map[string]any `json:"callerContext"`
	TriggerSource string         `json:"triggerSource"`
	Request       map[string]any `json:"request"`
	Response      map[string]any `json:"response"`
}

// event makes an event. clientID is nil where AWS has null.
func (p *Pool) event(source string, clientID *string, username string, attributes map[string]string,
	request, response map[string]any) triggerEvent {
	userAttributes := map[string]string{}
	maps.Copy(userAttributes, attributes)
	request["userAttributes"] = userAttributes
	return triggerEvent{
		Version: "1", TriggerSource: source, Region: p.settings.Region, UserPoolID: p.settings.ID, UserName: username,
		CallerContext: map[string]any{"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": clientID},
		Request:       request, Response: response,
	}
}

// eventAttributes are a user's attributes as events have them: with the state of the account.
func eventAttributes(u User) map[string]string {
	attributes := maps.Clone(u.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	attributes["cognito:user_status"] = u.Status
	return attributes
}

// function runs a trigger: by what the pool's configuration names, or else by the functions that the pool was made with.
// It is nil when there is neither.
func (p *Pool) function(t trigger) func(context.Context, []byte) ([]byte, error) {
	if arn := t.function(p.Configuration().LambdaConfig); arn != "" {
		return func(ctx context.Context, event []byte) ([]byte, error) {
			if p.settings.Lambda == nil {
				return nil, &NotInvoked{Code: ResourceNotFound}
			}
			answer, err := p.settings.Lambda(ctx, arn, event)
			if err == nil && len(answer) == 0 {
				answer = []byte("null") // a function that is there has answered nothing
			}
			return answer, err
		}
	}
	if p.settings.Trigger == nil {
		return nil
	}
	return func(ctx context.Context, event []byte) ([]byte, error) { return p.settings.Trigger(ctx, t.name, event) }
}

// call runs a trigger's function, which must return the event with its response filled in. The answer is nil
// when there is no such trigger. The caller must not hold mu.
func (p *Pool) call(ctx context.Context, t trigger, event triggerEvent) (json.RawMessage, error) {
	function := p.function(t)
	if function == nil {
		return nil, nil
	}
	body, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("writing the %s event: %w", t.label, err)
	}
	answer, err := try(ctx, function, body)
	notInvoked := new(NotInvoked)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, Refuse(UnexpectedLambda, "%s invocation failed due to configuration or timeout.", t.label)
	case errors.As(err, &notInvoked):
		return nil, Refuse(UnexpectedLambda, "%s invocation failed due to error %s.", t.label, notInvoked.Code)
	case err != nil:
		return nil, Refuse(UserLambdaValidation, "%s failed with error %s.", t.label, err)
	case len(answer) == 0:
		return nil, nil
	}
	var returned struct {
		TriggerSource string          `json:"triggerSource"`
		Response      json.RawMessage `json:"response"`
	}
	if json.Unmarshal(answer, &returned) != nil || returned.TriggerSource == "" {
		return nil, errLambdaOutput
	}
	if len(returned.Response) == 0 {
		return json.RawMessage("null"), nil
	}
	return returned.Response, nil
}

// ask calls a function and reads its response into a struct. It says whether there is such a function.
func (p *Pool) ask(ctx context.Context, t trigger, event triggerEvent, into any) (bool, error) {
	answer, err := p.call(ctx, t, event)
	if err != nil || answer == nil {
		return false, err
	}
	if json.Unmarshal(answer, into) != nil {
		return false, errLambdaOutput
	}
	return true, nil
}

var errLambdaOutput = Refuse(InvalidLambdaResponse, "Unrecognizable lambda output")

// NotInvoked says that a function could not be called, by the name of Lambda's error.
type NotInvoked struct{ Code string }

func (e *NotInvoked) Error() string { return "calling the function: " + e.Code }

func try(ctx context.Context, function func(context.Context, []byte) ([]byte, error), body []byte) ([]byte, error) {
	var err error
	for range triggerAttempts {
		var answer []byte
		attempt, cancel := context.WithTimeout(ctx, triggerTimeout)
		answer, err = function(attempt, body)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			return answer, err
		}
	}
	return nil, err
}

// requestOf is the request of an event, with clientMetadata when some was sent.
func requestOf(metadata map[string]string) map[string]any {
	if len(metadata) == 0 {
		return map[string]any{}
	}
	return map[string]any{"clientMetadata": metadata}
}

// orNull is null where nothing was sent.
func orNull(data map[string]string) any {
	if len(data) == 0 {
		return nil
	}
	return data
}
