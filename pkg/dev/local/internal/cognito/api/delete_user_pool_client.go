package api

import "context"

// deleteUserPoolClient removes an app client.
func (a *API) deleteUserPoolClient(_ context.Context, in clientInput) (any, error) {
	return nil, a.pool.DeleteClient(in.ClientId)
}
