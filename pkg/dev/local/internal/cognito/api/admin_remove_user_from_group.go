package api

import (
	"context"
)

// adminRemoveUserFromGroup takes a user out of a group.
func (a *API) adminRemoveUserFromGroup(_ context.Context, in membershipInput) (any, error) {
	return nil, a.pool.RemoveFromGroup(in.Username, in.GroupName)
}
