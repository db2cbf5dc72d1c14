package api

import (
	"encoding/json"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// updateUserPoolClient replaces the settings of a client: what the input leaves out gets its default. The name, the id
// and the secrets stay.
func (a *API) updateUserPoolClient(in json.RawMessage) (any, error) {
	var own clientInput
	if json.Unmarshal(in, &own) != nil {
		return nil, errNotThisInput
	}
	client, err := a.pool.UpdateClient(own.ClientId, func(c *pool.Client) error {
		next := pool.NewClient(c.ClientId, c.ClientName)
		if json.Unmarshal(in, &next.ClientSettings) != nil {
			return errNotThisInput
		}
		next.Secrets, next.Created = c.Secrets, c.Created
		*c = next
		return a.checkClient(next)
	})
	if err != nil {
		return nil, err
	}
	shown, err := a.clientType(client)
	return map[string]any{"UserPoolClient": shown}, err
}
