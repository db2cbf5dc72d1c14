package api

type getUserAuthFactorsOutput struct {
	Username                  string
	ConfiguredUserAuthFactors []string
	userFactors
}

// getUserAuthFactors lists what a user may sign in with.
func (a *API) getUserAuthFactors(username string, _ struct{}) (any, error) {
	u, err := a.pool.User(username)
	if err != nil {
		return nil, err
	}
	configured, err := a.pool.ConfiguredFactors(u.Username)
	return getUserAuthFactorsOutput{u.Username, configured, factorsOf(u)}, err
}
