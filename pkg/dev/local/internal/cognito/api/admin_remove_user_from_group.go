package api

import (
	"context"
)

// adminRemoveUserFromGroup takes a user out of a group.
func (a *API) adminRemoveUserFromGroup(_ context.Context, in membershipInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.RemoveFromGroup(in.Username, in.GroupName)
}
