package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// resourceServerType is a resource server as it is shown.
type resourceServerType struct {
	UserPoolId string
	pool.ResourceServer
}

func (a *API) resourceServerOf(s pool.ResourceServer) resourceServerType {
	return resourceServerType{a.pool.ID(), s}
}

func (a *API) resourceServerAnswer(s pool.ResourceServer) any {
	return map[string]any{"ResourceServer": a.resourceServerOf(s)}
}

// createResourceServer adds an API with scopes of its own.
func (a *API) createResourceServer(in pool.ResourceServer) (any, error) {
	if !a.pool.Kept.ResourceServers.Add(in.Identifier, in) {
		return nil, pool.Refuse(pool.InvalidParameter, "%s already exists in user pool %s.", in.Identifier, a.pool.ID())
	}
	return a.resourceServerAnswer(in), nil
}

// describeResourceServer shows one.
func (a *API) describeResourceServer(in pool.ResourceServer) (any, error) {
	s, err := a.pool.Kept.ResourceServers.Get(in.Identifier)
	return a.resourceServerAnswer(s), err
}

// updateResourceServer replaces its name and its scopes.
func (a *API) updateResourceServer(in pool.ResourceServer) (any, error) {
	s, err := a.pool.Kept.ResourceServers.Change(in.Identifier, func(s *pool.ResourceServer) error {
		*s = in
		return nil
	})
	return a.resourceServerAnswer(s), err
}

// deleteResourceServer removes it.
func (a *API) deleteResourceServer(in pool.ResourceServer) (any, error) {
	return nil, a.pool.Kept.ResourceServers.Delete(in.Identifier)
}

// listResourceServers lists them by their identifiers.
func (a *API) listResourceServers(in paged) (any, error) {
	servers, next, err := pageOf(a.pool.Kept.ResourceServers.List(), in.page())
	return listed("ResourceServers", servers, a.resourceServerOf, nextToken, next), err
}
