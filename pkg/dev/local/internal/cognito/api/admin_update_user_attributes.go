package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type adminUpdateUserAttributesInput struct {
	userInput
	UserAttributes []attribute
	ClientMetadata map[string]string
}

// adminUpdateUserAttributes changes attributes of any user, *_verified among them.
func (a *API) adminUpdateUserAttributes(ctx context.Context, in adminUpdateUserAttributesInput) (any, error) {
	return nil, a.pool.UpdateAttributes(ctx, pool.Administrator(in.ClientMetadata), in.Username,
		attributesOf(in.UserAttributes))
}
