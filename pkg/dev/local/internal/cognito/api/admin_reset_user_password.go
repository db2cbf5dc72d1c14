package api

import (
	"context"
)

// adminResetUserPassword mails a code without which the user cannot sign in any more.
func (a *API) adminResetUserPassword(_ context.Context, in userInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.ResetPassword(in.Username)
}
