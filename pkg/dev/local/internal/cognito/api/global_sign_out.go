package api

import (
	"context"
)

type tokenInput struct{ AccessToken string }

// globalSignOut ends every family of the token's user.
func (a *API) globalSignOut(_ context.Context, in tokenInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.SignOutEverywhere(access.User.Username)
}
