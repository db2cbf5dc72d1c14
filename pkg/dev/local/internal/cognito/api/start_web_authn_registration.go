package api

import "context"

// startWebAuthnRegistration begins to make a passkey for the user of the token.
func (a *API) startWebAuthnRegistration(_ context.Context, in tokenInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	options, err := a.pool.BeginPasskey(access.User.Username, access.ClientID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CredentialCreationOptions": options}, nil
}
