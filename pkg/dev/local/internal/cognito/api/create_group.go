package api

import (
	"context"
	"fmt"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type createGroupInput struct {
	groupInput
	Description, RoleArn string
	Precedence           *int
}

type groupAnswer struct{ Group groupType }

// createGroup adds a group.
func (a *API) createGroup(_ context.Context, in createGroupInput) (any, error) {
	if err := a.checkGroup(in.groupInput); err != nil {
		return nil, err
	}
	if err := check(member{name: "description", value: in.Description, optional: true, maximum: 2048}); err != nil {
		return nil, err
	}
	if in.Precedence != nil && *in.Precedence < 0 {
		return nil, constraint(fmt.Sprintf("'%d'", *in.Precedence), "precedence", "Member must have value greater than or equal to 0")
	}
	g, err := a.pool.CreateGroup(pool.Group{Name: in.GroupName, Description: in.Description, RoleARN: in.RoleArn, Precedence: in.Precedence})
	return groupAnswer{a.groupTypeOf(g)}, err
}
