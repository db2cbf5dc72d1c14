package api

import (
	"context"
)

type membershipInput struct {
	userInput
	GroupName string
}

// adminAddUserToGroup puts a user into a group.
func (a *API) adminAddUserToGroup(_ context.Context, in membershipInput) (any, error) {
	if err := a.checkUser(in.UserPoolId, in.Username); err != nil {
		return nil, err
	}
	if err := check(member{name: "groupName", value: in.GroupName}); err != nil {
		return nil, err
	}
	return nil, a.pool.AddToGroup(in.Username, in.GroupName)
}
