package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type attributeCodeInput struct {
	AccessToken, AttributeName, Code string
	ClientMetadata                   map[string]string
}

// getUserAttributeVerificationCode sends a code that verifies the user's address or number.
func (a *API) getUserAttributeVerificationCode(in attributeCodeInput) (any, error) {
	access, err := a.verifiable(in)
	if err != nil {
		return nil, err
	}
	sent, err := a.pool.SendAttributeCode(a.ctx, pool.By{ClientID: access.ClientID, Metadata: in.ClientMetadata},
		access.User.Username, in.AttributeName)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}

// verifyUserAttribute takes that code.
func (a *API) verifyUserAttribute(in attributeCodeInput) (any, error) {
	access, err := a.verifiable(in)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.VerifyAttribute(access.User.Username, in.AttributeName, in.Code)
}

// verifiable checks the token, and that it is about something that codes can be sent to.
func (a *API) verifiable(in attributeCodeInput) (pool.Access, error) {
	access, err := a.access(in.AccessToken)
	switch {
	case err != nil || in.AttributeName == "email":
	case in.AttributeName != "phone_number":
		err = pool.Refuse(pool.InvalidParameter, "Invalid attribute name. Only phone_number and email can be verified.")
	case access.User.Attributes["phone_number"] == "":
		err = pool.Refuse(pool.InvalidParameter, "User does not have a valid registered phone number")
	case a.pool.Configuration().SmsConfiguration == nil:
		err = pool.Refuse("InvalidSmsRoleAccessPolicyException", "This pool sends no text messages.")
	}
	return access, err
}
