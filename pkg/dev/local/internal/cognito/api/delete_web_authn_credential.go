package api

type deleteWebAuthnCredentialInput struct{ CredentialId string }

// deleteWebAuthnCredential removes a passkey of the user.
func (a *API) deleteWebAuthnCredential(username string, in deleteWebAuthnCredentialInput) (any, error) {
	return nil, a.pool.DeletePasskey(username, in.CredentialId)
}
