package api

import (
	"context"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type identityProviderInput struct {
	UserPoolId, IdpIdentifier string
	pool.IdentityProvider
	MaxResults *int
	NextToken  string
}

// identityProviderType is a provider as it is shown.
type identityProviderType struct {
	UserPoolId string
	pool.IdentityProvider
	CreationDate, LastModifiedDate epoch
}

type identityProviderAnswer struct{ IdentityProvider identityProviderType }

func (a *API) identityProviderOf(p pool.IdentityProvider) identityProviderAnswer {
	return identityProviderAnswer{identityProviderType{a.pool.ID(), p, epochOf(p.Created), epochOf(p.Modified)}}
}

var errNoIdentityProvider = pool.Refuse(pool.ResourceNotFound, "Identity provider does not exist.")

// createIdentityProvider adds another place to sign in.
func (a *API) createIdentityProvider(_ context.Context, in identityProviderInput) (any, error) {
	p, err := a.pool.AddIdentityProvider(in.IdentityProvider)
	return a.identityProviderOf(p), err
}

// describeIdentityProvider shows one.
func (a *API) describeIdentityProvider(_ context.Context, in identityProviderInput) (any, error) {
	p, ok := a.pool.Kept.IdentityProviders.Find(in.ProviderName)
	if !ok {
		return nil, errNoIdentityProvider
	}
	return a.identityProviderOf(p), nil
}

// getIdentityProviderByIdentifier finds one by the identifier that a request may name in its stead.
func (a *API) getIdentityProviderByIdentifier(_ context.Context, in identityProviderInput) (any, error) {
	for _, p := range a.pool.Kept.IdentityProviders.List() {
		if slices.Contains(p.IdpIdentifiers, in.IdpIdentifier) {
			return a.identityProviderOf(p), nil
		}
	}
	return nil, errNoIdentityProvider
}

// updateIdentityProvider replaces what the input has.
func (a *API) updateIdentityProvider(_ context.Context, in identityProviderInput) (any, error) {
	p, ok := a.pool.Kept.IdentityProviders.Find(in.ProviderName)
	if !ok {
		return nil, errNoIdentityProvider
	}
	if in.ProviderDetails != nil {
		p.ProviderDetails = in.ProviderDetails
	}
	if in.AttributeMapping != nil {
		p.AttributeMapping = in.AttributeMapping
	}
	if in.IdpIdentifiers != nil {
		p.IdpIdentifiers = in.IdpIdentifiers
	}
	p = p.Completed()
	p.Modified = a.pool.Now()
	a.pool.Kept.IdentityProviders.Set(p.ProviderName, p)
	return a.identityProviderOf(p), nil
}

// deleteIdentityProvider removes it.
func (a *API) deleteIdentityProvider(_ context.Context, in identityProviderInput) (any, error) {
	if !a.pool.Kept.IdentityProviders.Delete(in.ProviderName) {
		return nil, errNoIdentityProvider
	}
	return nil, nil
}

type providerDescription struct {
	ProviderName, ProviderType     string
	CreationDate, LastModifiedDate epoch
}

// listIdentityProviders lists them by name.
func (a *API) listIdentityProviders(_ context.Context, in identityProviderInput) (any, error) {
	providers, next, err := pageOf(a.pool.Kept.IdentityProviders.List(), in.MaxResults, in.NextToken)
	out := struct {
		Providers []providerDescription
		NextToken string `json:",omitempty"`
	}{[]providerDescription{}, next}
	for _, p := range providers {
		out.Providers = append(out.Providers, providerDescription{p.ProviderName, p.ProviderType, epochOf(p.Created),
			epochOf(p.Modified)})
	}
	return out, err
}
