package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type getTokensInput struct {
	RefreshToken, ClientId, ClientSecret, DeviceKey string
	ClientMetadata                                  map[string]string
}

// getTokensFromRefreshToken refreshes; with rotation it returns a new refresh token as well.
func (a *API) getTokensFromRefreshToken(in getTokensInput) (any, error) {
	if err := a.clientWithSecret(in.ClientId, in.ClientSecret, pool.NotAuthorized); err != nil {
		return nil, err
	}
	tokens, err := a.pool.Refresh(a.ctx, pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata,
		DeviceKey: in.DeviceKey}, in.RefreshToken)
	if err != nil {
		return nil, err
	}
	return struct{ AuthenticationResult *authResult }{authAnswerOf(tokens).AuthenticationResult}, nil
}
