package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// globalSignOut ends every family of the token's user.
func (a *API) globalSignOut(_ context.Context, access pool.Access, _ struct{}) (any, error) {
	return nil, a.pool.SignOutEverywhere(access.User.Username)
}
