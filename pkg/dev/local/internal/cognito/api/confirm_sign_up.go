package api

import (
	"context"
)

type confirmSignUpInput struct {
	ClientId, Username, ConfirmationCode, SecretHash string
	ClientMetadata                                   map[string]string
}

// confirmSignUp takes the mailed code.
func (a *API) confirmSignUp(ctx context.Context, in confirmSignUpInput) (any, error) {
	if _, err := a.clientFor(in.ClientId, in.Username, in.SecretHash); err != nil {
		return nil, err
	}
	return nil, a.pool.ConfirmSignUp(ctx, in.ClientId, in.Username, in.ConfirmationCode, in.ClientMetadata)
}
