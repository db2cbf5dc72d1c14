package main

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/signup"
)

// The sources of a new user. The third, PreSignUp_SignUp, is the sign-up form.
const (
	byAdministrator = "PreSignUp_AdminCreateUser"
	byProvider      = "PreSignUp_ExternalProvider" // the first sign-in with an identity provider
)

// signUpPolicy decides who may sign up.
type signUpPolicy struct {
	lambda.TriggerDeps
	domains signup.Domains
	trusted []string // providers that answer for the addresses of their users
}

// handle returns the event unchanged, or refuses (S-50, R-59). It neither confirms users nor verifies addresses: the
// mailed code does.
func (p signUpPolicy) handle(
	ctx context.Context, event events.CognitoEventUserPoolsPreSignup,
) (events.CognitoEventUserPoolsPreSignup, error) {
	reason := p.denialReason(event)
	if reason == "" {
		return event, nil
	}
	p.Event(ctx, "signup.refused", reason, "a sign-up was refused")
	return event, lambda.Refuse(signup.Refusal, nil)
}

// denialReason returns why the new user is refused, or "". Users created by an administrator are not checked; all
// others are, from any source that Cognito may add.
func (p signUpPolicy) denialReason(event events.CognitoEventUserPoolsPreSignup) string {
	if event.TriggerSource == byAdministrator || !p.domains.Restricted() {
		return ""
	}
	attributes := event.Request.UserAttributes
	// Users of a provider are mailed no code: only the provider verifies the address, and Cognito passes "false" if it
	// does not.
	verified, present := attributes["email_verified"]
	switch {
	case attributes["email"] == "":
		return "missing"
	case !p.domains.Allow(attributes["email"]):
		return "domain"
	case event.TriggerSource == byProvider && present && verified != "true" && !p.trusts(event.UserName):
		return "unverified"
	}
	return ""
}

// trusts reports whether a user comes from a trusted provider. Cognito makes the user name of the provider's name, an
// underscore and the user's id there; the names that Terraform accepts have no underscore.
func (p signUpPolicy) trusts(userName string) bool {
	provider, _, found := strings.Cut(userName, "_")
	return found && slices.ContainsFunc(p.trusted, func(name string) bool { return strings.EqualFold(name, provider) })
}
