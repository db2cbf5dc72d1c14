package api

import (
	"context"
)

// deleteGroup removes a group and everybody from it.
func (a *API) deleteGroup(_ context.Context, in groupInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	return nil, a.pool.DeleteGroup(in.GroupName)
}
