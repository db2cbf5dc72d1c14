package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type attributeCodeInput struct {
	AccessToken, AttributeName, Code string
	ClientMetadata                   map[string]string
}

// getUserAttributeVerificationCode mails a code that verifies the user's address.
func (a *API) getUserAttributeVerificationCode(ctx context.Context, in attributeCodeInput) (any, error) {
	access, err := a.emailOf(in)
	if err != nil {
		return nil, err
	}
	sent, err := a.pool.SendAttributeCode(ctx, pool.By{ClientID: access.ClientID, Metadata: in.ClientMetadata}, access.User.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}

// verifyUserAttribute takes that code.
func (a *API) verifyUserAttribute(_ context.Context, in attributeCodeInput) (any, error) {
	access, err := a.emailOf(in)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.VerifyEmail(access.User.Username, in.Code)
}

// emailOf checks the token and that it is about the address, the only thing that this pool can send a code to.
func (a *API) emailOf(in attributeCodeInput) (pool.Access, error) {
	access, err := a.access(in.AccessToken)
	switch {
	case err != nil || in.AttributeName == "email":
	case in.AttributeName != "phone_number":
		err = pool.Refuse(pool.InvalidParameter, "Invalid attribute name. Only phone_number and email can be verified.")
	case access.User.Attributes["phone_number"] == "":
		err = pool.Refuse(pool.InvalidParameter, "User does not have a valid registered phone number")
	default:
		err = pool.Refuse("InvalidSmsRoleAccessPolicyException", "This pool sends no text messages.")
	}
	return access, err
}
