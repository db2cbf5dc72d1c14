package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type listUserPoolsInput struct {
	NextToken  string
	MaxResults *int
}

type userPoolDescription struct {
	Id, Name                       string
	LambdaConfig                   pool.LambdaConfig
	CreationDate, LastModifiedDate epoch
}

// listUserPools lists the pools, the oldest first.
func (a *API) listUserPools(_ context.Context, in listUserPoolsInput) (any, error) {
	out := struct {
		UserPools []userPoolDescription
		NextToken string `json:",omitempty"`
	}{UserPools: []userPoolDescription{}}
	pools, next, err := pageOf(a.account.Pools(), in.MaxResults, in.NextToken)
	for _, p := range pools {
		c := p.Configuration()
		out.UserPools = append(out.UserPools, userPoolDescription{p.ID(), c.Name, c.LambdaConfig, epochOf(p.Created()),
			epochOf(p.Modified())})
	}
	out.NextToken = next
	return out, err
}
