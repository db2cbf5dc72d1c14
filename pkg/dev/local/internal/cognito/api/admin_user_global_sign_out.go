package api

import (
	"context"
)

// adminUserGlobalSignOut ends every family of a user.
func (a *API) adminUserGlobalSignOut(_ context.Context, in userInput) (any, error) {
	return nil, a.pool.SignOutEverywhere(in.Username)
}
