package api

import (
	"context"
)

type adminConfirmSignUpInput struct {
	userInput
	ClientMetadata map[string]string
}

// adminConfirmSignUp confirms a user without the code.
func (a *API) adminConfirmSignUp(ctx context.Context, in adminConfirmSignUpInput) (any, error) {
	return nil, a.pool.Confirm(ctx, in.Username, in.ClientMetadata)
}
