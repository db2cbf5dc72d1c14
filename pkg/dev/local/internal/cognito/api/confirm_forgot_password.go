package api

import (
	"context"
)

type confirmForgotPasswordInput struct {
	ClientId, Username, ConfirmationCode, Password, SecretHash string
	ClientMetadata                                             map[string]string
}

// confirmForgotPassword sets a new password with the mailed code.
func (a *API) confirmForgotPassword(ctx context.Context, in confirmForgotPasswordInput) (any, error) {
	err := check(member{name: "username", value: in.Username}, member{name: "confirmationCode", value: in.ConfirmationCode, maximum: 2048},
		member{name: "password", value: in.Password, maximum: 256})
	if err != nil {
		return nil, err
	}
	if _, err := a.clientFor(in.ClientId, in.Username, in.SecretHash); err != nil {
		return nil, err
	}
	return nil, a.pool.ConfirmForgotPassword(ctx, in.ClientId, in.Username, in.ConfirmationCode, in.Password, in.ClientMetadata)
}
