package api

import (
	"context"
)

// forgotPassword mails a code, or pretends to.
func (a *API) forgotPassword(_ context.Context, in nameInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, in.Username, "Username/client id combination not found."); err != nil {
		return nil, err
	}
	sent, err := a.pool.ForgotPassword(in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
