package api

// adminDisableProviderForUser ends that a person at a provider signs in as the user of now.
func (a *API) adminDisableProviderForUser(in struct{ User providerUser }) (any, error) {
	provider, id, err := in.User.person()
	if err != nil {
		return nil, err
	}
	return nil, a.pool.Unlink(provider, id)
}
