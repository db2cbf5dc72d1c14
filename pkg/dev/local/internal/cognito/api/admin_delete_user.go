package api

import (
	"context"
)

// adminDeleteUser removes a user.
func (a *API) adminDeleteUser(_ context.Context, in userInput) (any, error) {
	if err := a.checkUser(in.UserPoolId, in.Username); err != nil {
		return nil, err
	}
	return nil, a.pool.Delete(in.Username)
}
