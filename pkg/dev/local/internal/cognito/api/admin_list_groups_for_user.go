package api

import (
	"context"
)

type adminListGroupsForUserInput struct {
	userInput
	NextToken string
	Limit     *int
}

// adminListGroupsForUser lists the groups of a user.
func (a *API) adminListGroupsForUser(_ context.Context, in adminListGroupsForUserInput) (any, error) {
	return a.groupPage(in.Username, in.Limit, in.NextToken)
}
