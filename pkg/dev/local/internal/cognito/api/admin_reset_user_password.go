package api

import (
	"context"
)

// adminResetUserPassword mails a code without which the user cannot sign in any more.
func (a *API) adminResetUserPassword(_ context.Context, in userInput) (any, error) {
	return nil, a.pool.ResetPassword(in.Username)
}
