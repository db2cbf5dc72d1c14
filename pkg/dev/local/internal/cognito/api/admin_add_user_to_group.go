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
	return nil, a.pool.AddToGroup(in.Username, in.GroupName)
}
