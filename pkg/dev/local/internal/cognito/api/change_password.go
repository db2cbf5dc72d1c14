package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type changePasswordInput struct {
	PreviousPassword, ProposedPassword string
}

// changePassword replaces the password of the token's user.
func (a *API) changePassword(_ context.Context, access pool.Access, in changePasswordInput) (any, error) {
	return nil, a.pool.ChangePassword(access.User.Username, in.PreviousPassword, in.ProposedPassword)
}
