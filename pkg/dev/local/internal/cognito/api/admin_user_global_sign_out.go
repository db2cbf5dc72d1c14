package api

import (
	"context"
)

// adminUserGlobalSignOut ends every family of a user.
func (a *API) adminUserGlobalSignOut(_ context.Context, in userInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.SignOutEverywhere(in.Username)
}
