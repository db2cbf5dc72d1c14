package api

// deleteUserPoolClient removes an app client.
func (a *API) deleteUserPoolClient(in clientInput) (any, error) {
	return nil, a.pool.DeleteClient(in.ClientId)
}
