package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// deleteUser removes the token's user.
func (a *API) deleteUser(_ context.Context, access pool.Access, _ struct{}) (any, error) {
	return nil, a.pool.Delete(access.User.Username)
}
