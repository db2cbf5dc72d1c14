package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type getUserAuthFactorsOutput struct {
	Username                  string
	ConfiguredUserAuthFactors []string
	userFactors
}

// getUserAuthFactors lists what the token's user may sign in with.
func (a *API) getUserAuthFactors(_ context.Context, access pool.Access, _ struct{}) (any, error) {
	return a.authFactors(access.User.Username)
}

// adminGetUserAuthFactors does so for any user.
func (a *API) adminGetUserAuthFactors(_ context.Context, in userInput) (any, error) {
	return a.authFactors(in.Username)
}

func (a *API) authFactors(name string) (any, error) {
	u, err := a.pool.User(name)
	if err != nil {
		return nil, err
	}
	configured, err := a.pool.ConfiguredFactors(u.Username)
	return getUserAuthFactorsOutput{u.Username, configured, factorsOf(u)}, err
}
