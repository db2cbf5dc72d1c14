package api

import (
	"context"
)

type groupInput struct {
	UserPoolId, GroupName string
}

func (a *API) checkGroup(in groupInput) error {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return err
	}
	return check(member{name: "groupName", value: in.GroupName})
}

// getGroup shows a group.
func (a *API) getGroup(_ context.Context, in groupInput) (any, error) {
	if err := a.checkGroup(in); err != nil {
		return nil, err
	}
	g, err := a.pool.Group(in.GroupName)
	return groupAnswer{a.groupTypeOf(g)}, err
}
