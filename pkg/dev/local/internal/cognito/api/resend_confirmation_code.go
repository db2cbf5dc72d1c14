package api

import (
	"context"
)

type nameInput struct {
	ClientId, Username, SecretHash string
}

// resendConfirmationCode mails another sign-up code.
func (a *API) resendConfirmationCode(_ context.Context, in nameInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, in.Username, "Username/client id combination not found."); err != nil {
		return nil, err
	}
	sent, err := a.pool.ResendCode(in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
