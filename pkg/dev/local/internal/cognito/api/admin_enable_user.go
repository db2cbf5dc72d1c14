package api

import (
	"context"
)

// adminEnableUser lets a user sign in again.
func (a *API) adminEnableUser(_ context.Context, in userInput) (any, error) {
	return nil, a.pool.Enable(in.Username)
}
