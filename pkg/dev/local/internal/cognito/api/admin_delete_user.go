package api

import (
	"context"
)

// adminDeleteUser removes a user.
func (a *API) adminDeleteUser(_ context.Context, in userInput) (any, error) {
	return nil, a.pool.Delete(in.Username)
}
