package api

import (
	"context"
)

// adminDisableUser refuses a user everywhere and ends their families.
func (a *API) adminDisableUser(_ context.Context, in userInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.Disable(in.Username)
}
