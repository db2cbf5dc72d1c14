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
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.Confirm(ctx, in.Username, in.ClientMetadata)
}
