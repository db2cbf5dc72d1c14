package api

import (
	"context"
	"encoding/json"
)

type completeWebAuthnRegistrationInput struct {
	AccessToken string
	Credential  json.RawMessage
}

// completeWebAuthnRegistration keeps the passkey that the browser made.
func (a *API) completeWebAuthnRegistration(_ context.Context, in completeWebAuthnRegistrationInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.CompletePasskey(access.User.Username, access.ClientID, in.Credential)
}
