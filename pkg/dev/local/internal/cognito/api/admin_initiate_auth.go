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
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return a.begin(ctx, in.initiateAuthInput, adminFlows, publicFlows)
}
