package api

import (
	"context"
)

// adminDeleteUser removes a user.
func (a *API) adminDeleteUser(_ context.Context, in userInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.Delete(in.Username)
}
