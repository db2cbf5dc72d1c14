package api

import "context"

type deleteWebAuthnCredentialInput struct{ AccessToken, CredentialId string }

// deleteWebAuthnCredential removes a passkey of the user.
func (a *API) deleteWebAuthnCredential(_ context.Context, in deleteWebAuthnCredentialInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.DeletePasskey(access.User.Username, in.CredentialId)
}
