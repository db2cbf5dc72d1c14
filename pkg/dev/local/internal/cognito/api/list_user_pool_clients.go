package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type clientDescription struct{ ClientId, UserPoolId, ClientName string }

// listUserPoolClients lists the app clients.
func (a *API) listUserPoolClients(in paged) (any, error) {
	clients, next, err := a.pool.ListClients(in.page())
	return listed("UserPoolClients", clients, func(c pool.Client) clientDescription {
		return clientDescription{c.ClientId, a.pool.ID(), c.ClientName}
	}, nextToken, next), err
}
