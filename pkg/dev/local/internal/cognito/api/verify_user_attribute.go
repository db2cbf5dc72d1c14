package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type attributeCodeInput struct {
	AccessToken, AttributeName, Code string
}

// getUserAttributeVerificationCode mails a code that verifies the user's address.
func (a *API) getUserAttributeVerificationCode(_ context.Context, in attributeCodeInput) (any, error) {
	access, err := a.emailOf(in)
	if err != nil {
		return nil, err
	}
	sent, err := a.pool.SendAttributeCode(access.User.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}

// verifyUserAttribute takes that code.
func (a *API) verifyUserAttribute(_ context.Context, in attributeCodeInput) (any, error) {
	access, err := a.emailOf(in)
	if err != nil {
		return nil, err
	}
	if err := check(member{name: "code", value: in.Code, maximum: 2048}); err != nil {
		return nil, err
	}
	return nil, a.pool.VerifyEmail(access.User.Username, in.Code)
}

// emailOf checks the token and that it is about the only attribute that can be verified here.
func (a *API) emailOf(in attributeCodeInput) (pool.Access, error) {
	access, err := a.access(in.AccessToken)
	if err == nil && in.AttributeName != "email" {
		err = pool.Refuse(pool.InvalidParameter, "Attribute %q cannot be verified here.", shortened(in.AttributeName))
	}
	return access, err
}
