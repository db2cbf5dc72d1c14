package api

import (
	"context"
)

// deleteUser removes the token's user.
func (a *API) deleteUser(_ context.Context, in tokenInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.Delete(access.User.Username)
}
