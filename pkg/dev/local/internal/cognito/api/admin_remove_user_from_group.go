package api

import (
	"context"
)

// adminRemoveUserFromGroup takes a user out of a group.
func (a *API) adminRemoveUserFromGroup(_ context.Context, in membershipInput) (any, error) {
	if err := a.checkUser(in.UserPoolId, in.Username); err != nil {
		return nil, err
	}
	if err := check(member{name: "groupName", value: in.GroupName}); err != nil {
		return nil, err
	}
	return nil, a.pool.RemoveFromGroup(in.Username, in.GroupName)
}
