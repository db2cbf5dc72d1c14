package api

import (
	"context"
)

// adminDisableUser refuses a user everywhere and ends their families.
func (a *API) adminDisableUser(_ context.Context, in userInput) (any, error) {
	return nil, a.pool.Disable(in.Username)
}
