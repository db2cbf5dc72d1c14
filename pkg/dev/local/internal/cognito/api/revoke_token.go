package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type revokeTokenInput struct {
	Token, ClientId, ClientSecret string
}

// revokeToken ends the family of a refresh token. An unknown or revoked one is no error.
func (a *API) revokeToken(in revokeTokenInput) (any, error) {
	if err := a.clientWithSecret(in.ClientId, in.ClientSecret, pool.Unauthorized); err != nil {
		return nil, err
	}
	if a.pool.IsSigned(in.Token) {
		return nil, pool.Refuse(pool.UnsupportedTokenType, "Only refresh tokens can be revoked.")
	}
	return nil, a.pool.Revoke(in.ClientId, in.Token)
}
