package api

import (
	"context"
)

type listUserPoolClientsInput struct {
	UserPoolId, NextToken string
	MaxResults            *int
}

type clientDescription struct{ ClientId, UserPoolId, ClientName string }

// listUserPoolClients lists the app clients.
func (a *API) listUserPoolClients(_ context.Context, in listUserPoolClientsInput) (any, error) {
	clients, next, err := a.pool.ListClients(page(in.MaxResults, in.NextToken))
	list := make([]clientDescription, len(clients))
	for i, c := range clients {
		list[i] = clientDescription{c.ClientId, a.pool.ID(), c.ClientName}
	}
	return struct {
		UserPoolClients []clientDescription
		NextToken       string `json:",omitempty"`
	}{list, next}, err
}
