package api

import (
	"context"
)

type changePasswordInput struct {
	AccessToken, PreviousPassword, ProposedPassword string
}

// changePassword replaces the password of the token's user.
func (a *API) changePassword(_ context.Context, in changePasswordInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return nil, a.pool.ChangePassword(access.User.Username, in.PreviousPassword, in.ProposedPassword)
}
