package api

import (
	"context"
)

type adminInitiateAuthInput struct {
	UserPoolId string
	initiateAuthInput
}

// adminInitiateAuth is initiateAuth for a server with AWS credentials.
func (a *API) adminInitiateAuth(ctx context.Context, in adminInitiateAuthInput) (any, error) {
	return a.begin(ctx, in.initiateAuthInput, adminFlows, publicFlows)
}
