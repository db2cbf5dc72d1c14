package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// client finds an app client.
func (a *API) client(id string) (pool.Client, error) {
	c, ok := a.pool.Client(id)
	if !ok {
		return pool.Client{}, pool.NoSuchClient(id)
	}
	return c, nil
}

// clientFor finds a client and checks the SECRET_HASH that a confidential one needs.
func (a *API) clientFor(id, username, hash string) (pool.Client, error) {
	c, err := a.client(id)
	switch {
	case err != nil:
		return c, err
	case c.Public() && hash != "":
		return c, pool.Refuse(pool.NotAuthorized, "Client %s is not configured for secret but secret hash was received", id)
	case c.Public():
		return c, nil
	case hash == "":
		return c, pool.Refuse(pool.NotAuthorized, "Client %s is configured with secret but SECRET_HASH was not received", id)
	case !c.HasSecretHash(username, hash):
		return c, pool.Refuse(pool.NotAuthorized, "Unable to verify secret hash for client %s", id)
	}
	return c, nil
}

// tellUnknown refuses a user who does not exist, where the client lets answers say so (PreventUserExistenceErrors).
func (a *API) tellUnknown(c pool.Client, name, message string) error {
	if c.HidesUsers() {
		return nil
	}
	if _, err := a.pool.User(name); err != nil {
		return pool.Refuse(pool.UserNotFound, "%s", message)
	}
	return nil
}

// clientWithSecret checks a secret that is sent as it is. refusal is the name of the error for a wrong one:
// the operations differ in it.
func (a *API) clientWithSecret(id, secret, refusal string) error {
	c, err := a.client(id)
	switch {
	case err != nil:
		return err
	case !c.Public() && secret == "":
		return pool.Refuse(refusal, "Client %s is configured for secret but secret was not received", id)
	case !c.HasSecret(secret):
		return pool.Refuse(refusal, "Unable to verify the secret of client %s", id)
	}
	return nil
}

// access checks an access token from the API, which alone has the scope that its own operations want.
func (a *API) access(token string) (pool.Access, error) {
	access, err := a.pool.CheckAccess(token)
	if err == nil && !access.HasScope(pool.AdminScope) {
		err = pool.Refuse(pool.NotAuthorized, "Access Token does not have required scopes")
	}
	return access, err
}
