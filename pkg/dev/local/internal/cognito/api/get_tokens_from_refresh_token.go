package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type getTokensInput struct {
	RefreshToken, ClientId, ClientSecret string
}

// getTokensFromRefreshToken refreshes; with rotation it returns a new refresh token as well.
func (a *API) getTokensFromRefreshToken(_ context.Context, in getTokensInput) (any, error) {
	if err := a.clientWithSecret(in.ClientId, in.ClientSecret, pool.NotAuthorized); err != nil {
		return nil, err
	}
	tokens, err := a.pool.Refresh(in.ClientId, in.RefreshToken)
	if err != nil {
		return nil, err
	}
	return struct{ AuthenticationResult *authResult }{authAnswerOf(tokens).AuthenticationResult}, nil
}
