package api

import (
	"slices"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type clientSecretInput struct {
	clientInput
	ClientSecret, ClientSecretId, NextToken string
}

type clientSecretDescriptor struct {
	ClientSecretId         string
	ClientSecretValue      string `json:",omitempty"` // in the answer that made it, never again
	ClientSecretCreateDate epoch
}

// maximumSecrets is how many secrets a client has while one replaces the other.
const maximumSecrets = 2

// addUserPoolClientSecret gives a client a second secret, its own or one that is made up.
func (a *API) addUserPoolClientSecret(in clientSecretInput) (any, error) {
	secret := pool.ClientSecret{ClientSecretId: secretID(in.ClientId), ClientSecretValue: in.ClientSecret,
		Created: time.UnixMilli(a.pool.Now().UnixMilli())}
	if secret.ClientSecretValue == "" {
		secret.ClientSecretValue = newSecret()
	}
	_, err := a.pool.UpdateClient(in.ClientId, func(c *pool.Client) error {
		if len(c.Secrets) >= maximumSecrets {
			return pool.Refuse(pool.LimitExceeded, "The client already has %d secrets.", maximumSecrets)
		}
		c.Secrets = append(slices.Clone(c.Secrets), secret)
		return nil
	})
	return map[string]any{"ClientSecretDescriptor": clientSecretDescriptor{secret.ClientSecretId,
		secret.ClientSecretValue, epochOf(secret.Created)}}, err
}

// listUserPoolClientSecrets names a client's secrets without showing them.
func (a *API) listUserPoolClientSecrets(in clientSecretInput) (any, error) {
	c, err := a.client(in.ClientId)
	list := []clientSecretDescriptor{}
	for _, s := range c.Secrets {
		list = append(list, clientSecretDescriptor{ClientSecretId: s.ClientSecretId,
			ClientSecretCreateDate: epochOf(s.Created)})
	}
	return map[string]any{"ClientSecrets": list}, err
}

// deleteUserPoolClientSecret takes one of two secrets away.
func (a *API) deleteUserPoolClientSecret(in clientSecretInput) (any, error) {
	_, err := a.pool.UpdateClient(in.ClientId, func(c *pool.Client) error {
		at := slices.IndexFunc(c.Secrets, func(s pool.ClientSecret) bool { return s.ClientSecretId == in.ClientSecretId })
		switch {
		case at < 0:
			return pool.Refuse(pool.ResourceNotFound, "The client secret %s does not exist.", in.ClientSecretId)
		case len(c.Secrets) == 1:
			return pool.Refuse(pool.InvalidParameter, "The only secret of a client cannot be deleted.")
		}
		c.Secrets = slices.Delete(slices.Clone(c.Secrets), at, at+1)
		return nil
	})
	return nil, err
}
