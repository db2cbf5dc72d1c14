package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type createGroupInput struct {
	groupInput
	Description, RoleArn string
	Precedence           *int
}

type groupAnswer struct{ Group groupType }

// createGroup adds a group.
func (a *API) createGroup(in createGroupInput) (any, error) {
	g, err := a.pool.CreateGroup(pool.Group{Name: in.GroupName, Description: in.Description, RoleARN: in.RoleArn,
		Precedence: in.Precedence})
	return groupAnswer{a.groupTypeOf(g)}, err
}
