package api

import (
	"context"
)

type nameInput struct {
	ClientId, Username, SecretHash string
}

// resendConfirmationCode mails another sign-up code.
func (a *API) resendConfirmationCode(_ context.Context, in nameInput) (any, error) {
	if _, err := a.clientFor(in.ClientId, in.Username, in.SecretHash); err != nil {
		return nil, err
	}
	sent, err := a.pool.ResendCode(in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
