package api

import (
	"context"
)

type adminUpdateUserAttributesInput struct {
	userInput
	UserAttributes []attribute
}

// adminUpdateUserAttributes changes attributes of any user, *_verified among them.
func (a *API) adminUpdateUserAttributes(_ context.Context, in adminUpdateUserAttributesInput) (any, error) {
	return nil, a.pool.UpdateAttributes(in.Username, attributesOf(in.UserAttributes))
}
