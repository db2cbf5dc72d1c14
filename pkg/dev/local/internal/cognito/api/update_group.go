package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type updateGroupInput struct {
	groupInput
	Description, RoleArn *string
	Precedence           *int
}

// updateGroup changes what the input has.
func (a *API) updateGroup(in updateGroupInput) (any, error) {
	g, err := a.pool.UpdateGroup(in.GroupName, func(g *pool.Group) {
		if in.Description != nil {
			g.Description = *in.Description
		}
		if in.RoleArn != nil {
			g.RoleARN = *in.RoleArn
		}
		if in.Precedence != nil {
			g.Precedence = in.Precedence
		}
	})
	return groupAnswer{a.groupTypeOf(g)}, err
}
