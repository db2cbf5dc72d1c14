package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type brandingInput struct {
	UserPoolId, ClientId, ManagedLoginBrandingId string
	UseCognitoProvidedValues                     *bool
	Settings                                     any
	Assets                                       []any
}

// members are what the pool keeps of an input.
func (in brandingInput) members() map[string]any {
	m := map[string]any{"UseCognitoProvidedValues": in.UseCognitoProvidedValues != nil && *in.UseCognitoProvidedValues}
	if in.Settings != nil {
		m["Settings"] = in.Settings
	}
	if in.Assets != nil {
		m["Assets"] = in.Assets
	}
	return m
}

func (in brandingInput) check() error {
	provided := in.UseCognitoProvidedValues != nil && *in.UseCognitoProvidedValues
	if provided && (in.Settings != nil || in.Assets != nil) {
		return pool.Refuse(pool.InvalidParameter, "UseCognitoProvidedValues cannot be true when Settings or Assets are provided.")
	}
	return nil
}

var errNoBranding = pool.Refuse(pool.ResourceNotFound, "Managed login branding does not exist.")

// createManagedLoginBranding gives a client's managed login pages a style. The pool keeps it as it is.
func (a *API) createManagedLoginBranding(_ context.Context, in brandingInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if _, err := a.client(in.ClientId); err != nil {
		return nil, err
	}
	if _, taken := a.brandingOf(in.ClientId); taken {
		return nil, pool.Refuse("ManagedLoginBrandingExistsException", "A managed login branding style already exists for the client.")
	}
	d := a.newDocument(in.ClientId, "", in.members())
	a.pool.Kept.Brandings.Set(d.ID, d)
	return a.brandingAnswer(d), nil
}

func (a *API) newDocument(clientID, name string, members map[string]any) pool.Document {
	now := a.pool.Now()
	return pool.Document{ID: pool.NewUUID(), ClientID: clientID, Name: name, Members: members, Created: now, Modified: now}
}

func (a *API) brandingOf(clientID string) (pool.Document, bool) {
	for _, d := range a.pool.Kept.Brandings.List() {
		if d.ClientID == clientID {
			return d, true
		}
	}
	return pool.Document{}, false
}

func (a *API) brandingAnswer(d pool.Document) any {
	return map[string]any{"ManagedLoginBranding": a.documentMembers(d, "ManagedLoginBrandingId", nil)}
}

// documentMembers are what the pool kept, with id, pool and dates.
func (a *API) documentMembers(d pool.Document, id string, more map[string]any) map[string]any {
	shown := map[string]any{id: d.ID, "UserPoolId": a.pool.ID(), "CreationDate": epochOf(d.Created), "LastModifiedDate": epochOf(d.Modified)}
	for _, members := range []map[string]any{d.Members, more} {
		for name, value := range members {
			shown[name] = value
		}
	}
	return shown
}

// describeManagedLoginBranding shows a style.
func (a *API) describeManagedLoginBranding(_ context.Context, in brandingInput) (any, error) {
	d, ok := a.pool.Kept.Brandings.Find(in.ManagedLoginBrandingId)
	if !ok {
		return nil, errNoBranding
	}
	return a.brandingAnswer(d), nil
}

// describeManagedLoginBrandingByClient shows the style of a client.
func (a *API) describeManagedLoginBrandingByClient(_ context.Context, in brandingInput) (any, error) {
	if _, err := a.client(in.ClientId); err != nil {
		return nil, err
	}
	d, ok := a.brandingOf(in.ClientId)
	if !ok {
		return nil, errNoBranding
	}
	return a.brandingAnswer(d), nil
}

// updateManagedLoginBranding replaces a style.
func (a *API) updateManagedLoginBranding(_ context.Context, in brandingInput) (any, error) {
	d, ok := a.pool.Kept.Brandings.Find(in.ManagedLoginBrandingId)
	if !ok {
		return nil, errNoBranding
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	d.Members, d.Modified = in.members(), a.pool.Now()
	a.pool.Kept.Brandings.Set(d.ID, d)
	return a.brandingAnswer(d), nil
}

// deleteManagedLoginBranding removes it.
func (a *API) deleteManagedLoginBranding(_ context.Context, in brandingInput) (any, error) {
	if !a.pool.Kept.Brandings.Delete(in.ManagedLoginBrandingId) {
		return nil, errNoBranding
	}
	return nil, nil
}
