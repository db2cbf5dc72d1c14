package api

import (
	"context"
)

type groupInput struct {
	UserPoolId, GroupName string
}

// getGroup shows a group.
func (a *API) getGroup(_ context.Context, in groupInput) (any, error) {
	g, err := a.pool.Group(in.GroupName)
	return groupAnswer{a.groupTypeOf(g)}, err
}
