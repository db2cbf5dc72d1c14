package api

import (
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type completeWebAuthnRegistrationInput struct {
	Credential json.RawMessage
}

// completeWebAuthnRegistration keeps the passkey that the browser made.
func (a *API) completeWebAuthnRegistration(access pool.Access,
	in completeWebAuthnRegistrationInput) (any, error) {
	return nil, a.pool.CompletePasskey(access.User.Username, access.ClientID, in.Credential)
}
