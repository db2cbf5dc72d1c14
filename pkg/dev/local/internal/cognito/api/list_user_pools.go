package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type userPoolDescription struct {
	Id, Name                       string
	LambdaConfig                   pool.LambdaConfig
	CreationDate, LastModifiedDate epoch
}

// listUserPools lists the pools, the oldest first.
func (a *API) listUserPools(in paged) (any, error) {
	pools, next, err := pageOf(a.account.Pools(), in.page())
	return listed("UserPools", pools, func(p *pool.Pool) userPoolDescription {
		c := p.Configuration()
		return userPoolDescription{p.ID(), c.Name, c.LambdaConfig, epochOf(p.Created()), epochOf(p.Modified())}
	}, nextToken, next), err
}
