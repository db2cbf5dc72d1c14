package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/signup"
)

// Where a new user comes from. The third source, PreSignUp_SignUp, is a visitor at the form.
const (
	byAdministrator = "PreSignUp_AdminCreateUser"
	byProvider      = "PreSignUp_ExternalProvider" // the first sign-in with Google
)

type entrance struct {
	lambda.TriggerDeps
	domains signup.Domains
}

// handle returns the event as it came, or refuses (S-50, R-59). It confirms and verifies nobody: the mailed code proves
// the address of a visitor.
func (e entrance) handle(ctx context.Context, event events.CognitoEventUserPoolsPreSignup) (events.CognitoEventUserPoolsPreSignup, error) {
	reason := e.objection(event)
	if reason == "" {
		return event, nil
	}
	e.Event(ctx, "signup.refused", reason, "somebody may not register")
	return event, lambda.Refuse(signup.Refusal, nil)
}

// objection is why the new user may not be, or "". An administrator who makes a user by hand means it. Everybody else
// is looked at, by whatever source Cognito may add.
func (e entrance) objection(event events.CognitoEventUserPoolsPreSignup) string {
	if event.TriggerSource == byAdministrator || !e.domains.Restricted() {
		return ""
	}
	attributes := event.Request.UserAttributes
	// Nobody is mailed a code who comes from a provider: its word is all there is, and Cognito says "false" where it
	// does not vouch for the address.
	verified, said := attributes["email_verified"]
	switch {
	case attributes["email"] == "":
		return "missing"
	case !e.domains.Allow(attributes["email"]):
		return "domain"
	case event.TriggerSource == byProvider && said && verified != "true":
		return "unverified"
	}
	return ""
}
