package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type userInput struct {
	UserPoolId, Username string
}

type adminGetUserOutput struct {
	Username             string
	UserAttributes       []attribute
	UserCreateDate       epoch
	UserLastModifiedDate epoch
	Enabled              bool
	UserStatus           string
}

// adminGetUser shows any user.
func (a *API) adminGetUser(_ context.Context, in userInput) (any, error) {
	u, err := a.pool.User(in.Username)
	return userTypeFields(u), err
}

// userTypeFields has the order of adminGetUserOutput, which names the attributes differently.
func userTypeFields(u pool.User) adminGetUserOutput {
	t := userTypeOf(u)
	return adminGetUserOutput{t.Username, t.Attributes, t.UserCreateDate, t.UserLastModifiedDate, t.Enabled, t.UserStatus}
}
