package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type resourceServerInput struct {
	UserPoolId string
	pool.ResourceServer
	MaxResults *int
	NextToken  string
}

// resourceServerType is a resource server as it is shown.
type resourceServerType struct {
	UserPoolId string
	pool.ResourceServer
}

type resourceServerAnswer struct{ ResourceServer resourceServerType }

func (a *API) resourceServerOf(s pool.ResourceServer) resourceServerType {
	if s.Scopes == nil {
		s.Scopes = []pool.ResourceServerScope{}
	}
	return resourceServerType{a.pool.ID(), s}
}

var errNoResourceServer = pool.Refuse(pool.ResourceNotFound, "Resource server does not exist.")

// createResourceServer adds an API with scopes of its own.
func (a *API) createResourceServer(_ context.Context, in resourceServerInput) (any, error) {
	if !a.pool.Kept.ResourceServers.Add(in.Identifier, in.ResourceServer) {
		return nil, pool.Refuse(pool.InvalidParameter, "%s already exists in user pool %s.", in.Identifier, a.pool.ID())
	}
	return resourceServerAnswer{a.resourceServerOf(in.ResourceServer)}, nil
}

// describeResourceServer shows one.
func (a *API) describeResourceServer(_ context.Context, in resourceServerInput) (any, error) {
	s, ok := a.pool.Kept.ResourceServers.Find(in.Identifier)
	if !ok {
		return nil, errNoResourceServer
	}
	return resourceServerAnswer{a.resourceServerOf(s)}, nil
}

// updateResourceServer replaces its name and its scopes.
func (a *API) updateResourceServer(_ context.Context, in resourceServerInput) (any, error) {
	if _, ok := a.pool.Kept.ResourceServers.Find(in.Identifier); !ok {
		return nil, errNoResourceServer
	}
	a.pool.Kept.ResourceServers.Set(in.Identifier, in.ResourceServer)
	return resourceServerAnswer{a.resourceServerOf(in.ResourceServer)}, nil
}

// deleteResourceServer removes it.
func (a *API) deleteResourceServer(_ context.Context, in resourceServerInput) (any, error) {
	if !a.pool.Kept.ResourceServers.Delete(in.Identifier) {
		return nil, errNoResourceServer
	}
	return nil, nil
}

// listResourceServers lists them by their identifiers.
func (a *API) listResourceServers(_ context.Context, in resourceServerInput) (any, error) {
	servers, next, err := pageOf(a.pool.Kept.ResourceServers.List(), in.MaxResults, in.NextToken)
	out := struct {
		ResourceServers []resourceServerType
		NextToken       string `json:",omitempty"`
	}{[]resourceServerType{}, next}
	for _, s := range servers {
		out.ResourceServers = append(out.ResourceServers, a.resourceServerOf(s))
	}
	return out, err
}
