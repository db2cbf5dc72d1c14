package pool

import (
	"context"
)

// signUpVerdict is the response of a pre-sign-up trigger.
type signUpVerdict struct {
	AutoConfirmUser bool `json:"autoConfirmUser"`
	AutoVerifyEmail bool `json:"autoVerifyEmail"`
	AutoVerifyPhone bool `json:"autoVerifyPhone"`
}

// preSignUp asks whether somebody may register. The user has no name of their own yet: the event has the sub
// that they will get. validationData is null when none was sent.
func (p *Pool) preSignUp(ctx context.Context, source, sub string, s SignUp,
	attributes map[string]string) (signUpVerdict, error) {
	request := requestOf(s.ClientMetadata)
	request["validationData"] = orNull(s.ValidationData)
	response := map[string]any{"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false}
	var verdict signUpVerdict
	_, err := p.ask(ctx, preSignUp, p.event(source, &s.ClientID, sub, attributes, request, response), &verdict)
	return verdict, err
}

// postConfirmation runs after the user was confirmed; when its function fails the user stays confirmed.
func (p *Pool) postConfirmation(ctx context.Context, source string, clientID *string, u User,
	metadata map[string]string) error {
	attributes := eventAttributes(u)
	if p.Behaviour.Variant().EmailAlias {
		attributes["cognito:email_alias"] = u.Email()
		if u.OfProvider() {
			attributes["cognito:email_alias"] = "" // the address is no name of theirs
		}
	}
	_, err := p.call(ctx, postConfirmation, p.event(source, clientID, u.Username, attributes, requestOf(metadata),
		map[string]any{}))
	return err
}
