package api

import "context"

type getUserAuthFactorsOutput struct {
	Username                  string
	ConfiguredUserAuthFactors []string
	userFactors
}

// getUserAuthFactors lists what the user may sign in with.
func (a *API) getUserAuthFactors(_ context.Context, in tokenInput) (any, error) {
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	configured, err := a.pool.ConfiguredFactors(access.User.Username)
	if err != nil {
		return nil, err
	}
	return getUserAuthFactorsOutput{access.User.Username, configured, factorsOf(access.User)}, nil
}
