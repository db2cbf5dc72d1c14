package pool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Cognito waits 5 seconds for a trigger's function and asks three times in all when it does not answer
// (developer guide, "Customizing user pool workflows with Lambda triggers").
const (
	triggerTimeout  = 5 * time.Second
	triggerAttempts = 3
)

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
func (p *Pool) event(source string, clientID *string, username string, attributes map[string]string, request, response map[string]any) triggerEvent {
	userAttributes := map[string]string{}
	for name, value := range attributes {
		userAttributes[name] = value
	}
	request["userAttributes"] = userAttributes
	return triggerEvent{
		Version: "1", TriggerSource: source, Region: p.settings.Region, UserPoolID: p.settings.ID, UserName: username,
		CallerContext: map[string]any{"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": clientID},
		Request:       request, Response: response,
	}
}

// call runs a trigger's function, which must return the event with its response filled in. The answer is nil
// when there is no such trigger. The caller must not hold mu.
func (p *Pool) call(ctx context.Context, trigger, label string, event triggerEvent) (json.RawMessage, error) {
	if p.settings.Trigger == nil {
		return nil, nil
	}
	body, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("writing the %s event: %w", label, err)
	}
	answer, err := p.tryTrigger(ctx, trigger, body)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, Refuse(UnexpectedLambda, "%s invocation failed due to configuration or timeout.", label)
	}
	if err != nil {
		return nil, Refuse(UserLambdaValidation, "%s failed with error %s.", label, err)
	}
	if len(answer) == 0 {
		return nil, nil
	}
	var returned struct {
		TriggerSource string          `json:"triggerSource"`
		Response      json.RawMessage `json:"response"`
	}
	if json.Unmarshal(answer, &returned) != nil || returned.TriggerSource == "" {
		return nil, Refuse(InvalidLambdaResponse, "Unrecognizable lambda output")
	}
	return returned.Response, nil
}

func (p *Pool) tryTrigger(ctx context.Context, trigger string, body []byte) ([]byte, error) {
	var err error
	for range triggerAttempts {
		var answer []byte
		attempt, cancel := context.WithTimeout(ctx, triggerTimeout)
		answer, err = p.settings.Trigger(attempt, trigger, body)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			return answer, err
		}
	}
	return nil, err
}

// signUpVerdict is the response of a pre-sign-up trigger.
type signUpVerdict struct {
	AutoConfirmUser bool `json:"autoConfirmUser"`
	AutoVerifyEmail bool `json:"autoVerifyEmail"`
	AutoVerifyPhone bool `json:"autoVerifyPhone"`
}

// preSignUp asks whether somebody may register. The user has no name of their own yet: the event has the sub
// that they will get. validationData is null when none was sent.
func (p *Pool) preSignUp(ctx context.Context, source, sub string, s SignUp, attributes map[string]string) (signUpVerdict, error) {
	request := requestOf(s.ClientMetadata)
	request["validationData"] = nil
	if len(s.ValidationData) > 0 {
		request["validationData"] = s.ValidationData
	}
	response := map[string]any{"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false}
	var verdict signUpVerdict
	answer, err := p.call(ctx, "pre_sign_up", "PreSignUp", p.event(source, &s.ClientID, sub, attributes, request, response))
	if err != nil || answer == nil {
		return verdict, err
	}
	if json.Unmarshal(answer, &verdict) != nil {
		return verdict, Refuse(InvalidLambdaResponse, "Unrecognizable lambda output")
	}
	return verdict, nil
}

// postConfirmation runs after the user was confirmed; when its function fails the user stays confirmed.
func (p *Pool) postConfirmation(ctx context.Context, source string, clientID *string, u User, metadata map[string]string) error {
	attributes := map[string]string{"cognito:user_status": u.Status}
	for name, value := range u.Attributes {
		attributes[name] = value
	}
	if p.Behaviour.Variant().EmailAlias {
		attributes["cognito:email_alias"] = u.Email()
		if u.OfProvider() {
			attributes["cognito:email_alias"] = "" // the address is no name of theirs
		}
	}
	request := requestOf(metadata)
	_, err := p.call(ctx, "post_confirmation", "PostConfirmation", p.event(source, clientID, u.Username, attributes, request, map[string]any{}))
	return err
}

// requestOf is the request of an event, with clientMetadata when some was sent.
func requestOf(metadata map[string]string) map[string]any {
	if len(metadata) == 0 {
		return map[string]any{}
	}
	return map[string]any{"clientMetadata": metadata}
}
