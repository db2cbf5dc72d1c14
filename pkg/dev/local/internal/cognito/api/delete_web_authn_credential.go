package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type deleteWebAuthnCredentialInput struct{ CredentialId string }

// deleteWebAuthnCredential removes a passkey of the user.
func (a *API) deleteWebAuthnCredential(_ context.Context, access pool.Access, in deleteWebAuthnCredentialInput) (any, error) {
	return nil, a.pool.DeletePasskey(access.User.Username, in.CredentialId)
}
