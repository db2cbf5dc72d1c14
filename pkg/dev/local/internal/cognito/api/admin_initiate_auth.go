package api

import (
	"context"
)

type adminInitiateAuthInput struct {
	UserPoolId string
	initiateAuthInput
}

// adminInitiateAuth is initiateAuth for a server with AWS credentials.
func (a *API) adminInitiateAuth(_ context.Context, in adminInitiateAuthInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	switch in.AuthFlow {
	case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH": // the second is the flow's former name
		return a.passwordAuth(in.initiateAuthInput)
	case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
		return a.refreshAuth(in.initiateAuthInput)
	case "USER_PASSWORD_AUTH":
		return nil, errOtherOperation
	}
	return nil, flowRefused(in.AuthFlow)
}
