package api

import (
	"context"
)

type adminSetUserPasswordInput struct {
	userInput
	Password  string
	Permanent bool
}

// adminSetUserPassword sets a permanent or a temporary password.
func (a *API) adminSetUserPassword(_ context.Context, in adminSetUserPasswordInput) (any, error) {
	return nil, a.pool.SetPassword(in.Username, in.Password, in.Permanent)
}
