package api

import "context"

type adminSetUserMFAPreferenceInput struct {
	userInput
	factorSettings
}

// adminSetUserMFAPreference changes the second factors of any user.
func (a *API) adminSetUserMFAPreference(_ context.Context, in adminSetUserMFAPreferenceInput) (any, error) {
	settings, err := in.settings()
	if err != nil {
		return nil, err
	}
	return nil, a.pool.SetFactors(in.Username, settings)
}
