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
	if err := a.checkUser(in.UserPoolId, in.Username); err != nil {
		return nil, err
	}
	if err := checkList("userAttributes", in.UserAttributes); err != nil {
		return nil, err
	}
	return nil, a.pool.UpdateAttributes(in.Username, attributesOf(in.UserAttributes))
}
