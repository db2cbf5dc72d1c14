package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type adminResetUserPasswordInput struct {
	userInput
	ClientMetadata map[string]string
}

// adminResetUserPassword mails a code without which the user cannot sign in any more.
func (a *API) adminResetUserPassword(ctx context.Context, in adminResetUserPasswordInput) (any, error) {
	return nil, a.pool.ResetPassword(ctx, pool.Administrator(in.ClientMetadata), in.Username)
}
