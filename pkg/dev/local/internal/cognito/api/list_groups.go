package api

import (
	"context"
)

type listGroupsInput struct {
	UserPoolId, NextToken string
	Limit                 *int
}

type groupsOutput struct {
	Groups    []groupType
	NextToken string `json:",omitempty"`
}

// listGroups lists all groups.
func (a *API) listGroups(_ context.Context, in listGroupsInput) (any, error) {
	return a.groupPage("", in.Limit, in.NextToken)
}

func (a *API) groupPage(ofUser string, limit *int, token string) (any, error) {
	groups, next, err := a.pool.ListGroups(ofUser, page(limit, token))
	return groupsOutput{a.groupTypes(groups), next}, err
}
