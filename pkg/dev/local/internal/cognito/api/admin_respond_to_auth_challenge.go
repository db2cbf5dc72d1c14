package api

import (
	"context"
)

type adminRespondInput struct {
	UserPoolId string
	respondInput
}

// adminRespondToAuthChallenge is respondToAuthChallenge for a server with AWS credentials.
func (a *API) adminRespondToAuthChallenge(ctx context.Context, in adminRespondInput) (any, error) {
	return a.respondToAuthChallenge(ctx, in.respondInput)
}
