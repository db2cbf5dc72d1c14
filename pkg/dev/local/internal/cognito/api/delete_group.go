package api

import (
	"context"
)

// deleteGroup removes a group and everybody from it.
func (a *API) deleteGroup(_ context.Context, in groupInput) (any, error) {
	return nil, a.pool.DeleteGroup(in.GroupName)
}
