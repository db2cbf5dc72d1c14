package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// startWebAuthnRegistration begins to make a passkey for the user of the token.
func (a *API) startWebAuthnRegistration(access pool.Access, _ struct{}) (any, error) {
	options, err := a.pool.BeginPasskey(access.User.Username, access.ClientID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CredentialCreationOptions": options}, nil
}
