package api

import "context"

// deleteUserPool removes a pool that is not protected and has no domain.
func (a *API) deleteUserPool(_ context.Context, in poolInput) (any, error) {
	return nil, a.account.Delete(in.UserPoolId)
}
