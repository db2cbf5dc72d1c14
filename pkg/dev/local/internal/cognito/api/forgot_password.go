package api

import (
	"context"
)

// forgotPassword mails a code, or pretends to.
func (a *API) forgotPassword(_ context.Context, in nameInput) (any, error) {
	if _, err := a.clientFor(in.ClientId, in.Username, in.SecretHash); err != nil {
		return nil, err
	}
	sent, err := a.pool.ForgotPassword(in.Username)
	return codeDeliveryAnswer{codeDeliveryOf(sent)}, err
}
