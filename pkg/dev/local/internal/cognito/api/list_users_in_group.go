package api

import (
	"context"
)

type listUsersInGroupInput struct {
	groupInput
	NextToken string
	Limit     *int
}

type usersOutput struct {
	Users     []userType
	NextToken string `json:",omitempty"`
}

// listUsersInGroup lists the members of a group.
func (a *API) listUsersInGroup(_ context.Context, in listUsersInGroupInput) (any, error) {
	users, next, err := a.pool.UsersInGroup(in.GroupName, page(in.Limit, in.NextToken))
	return usersOutput{userTypes(users), next}, err
}
