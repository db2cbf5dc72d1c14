package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type clientInput struct{ ClientId string }

// describeUserPoolClient shows the settings of an app client.
func (a *API) describeUserPoolClient(in clientInput) (any, error) {
	c, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	shown, err := a.clientType(c)
	return map[string]any{"UserPoolClient": shown}, err
}

// clientType is a client as it is shown, with its only secret.
func (a *API) clientType(c pool.Client) (map[string]any, error) {
	shown, err := membersOf(c.ClientSettings)
	if err != nil {
		return nil, err
	}
	shown["UserPoolId"] = a.pool.ID()
	shown["CreationDate"], shown["LastModifiedDate"] = epochOf(c.Created), epochOf(c.Modified)
	if len(c.Secrets) == 1 {
		shown["ClientSecret"] = c.Secrets[0].ClientSecretValue
	}
	return shown, nil
}
