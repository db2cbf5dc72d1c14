package api

import (
	"context"
	"maps"
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

// providerDetails are what Cognito adds to the details of a provider (F-281, F-282).
var providerDetails = map[string]map[string]string{
	"Google": {
		"attributes_url": "https://people.googleapis.com/v1/people/me?personFields=", "attributes_url_add_attributes": "true",
		"authorize_url": "https://accounts.google.com/o/oauth2/v2/auth", "oidc_issuer": "https://accounts.google.com",
		"token_request_method": "POST", "token_url": "https://www.googleapis.com/oauth2/v4/token",
	},
	"Facebook": {
		"attributes_url": "https://graph.facebook.com/v17.0/me?fields=", "attributes_url_add_attributes": "true",
		"authorize_url": "https://www.facebook.com/v17.0/dialog/oauth", "token_request_method": "GET",
		"token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
	},
	"OIDC": {"attributes_url_add_attributes": "false"},
}

// providerIn fills in what the service adds. The user name is mapped from sub unless the input says otherwise.
func providerIn(p pool.IdentityProvider) pool.IdentityProvider {
	details := maps.Clone(providerDetails[p.ProviderType])
	if details == nil {
		details = map[string]string{}
	}
	maps.Copy(details, p.ProviderDetails)
	p.ProviderDetails = details
	if p.AttributeMapping == nil {
		p.AttributeMapping = map[string]string{}
	}
	if p.ProviderType != "SAML" && p.AttributeMapping["username"] == "" {
		p.AttributeMapping["username"] = "sub"
	}
	if p.IdpIdentifiers == nil {
		p.IdpIdentifiers = []string{}
	}
	return p
}

// createIdentityProvider adds another place to sign in.
func (a *API) createIdentityProvider(_ context.Context, in identityProviderInput) (any, error) {
	p := providerIn(in.IdentityProvider)
	p.Created = a.pool.Now()
	p.Modified = p.Created
	if in.ProviderName == "COGNITO" || !a.pool.Kept.IdentityProviders.Add(p.ProviderName, p) {
		return nil, pool.Refuse(pool.DuplicateProvider, "A provider %s already exists.", in.ProviderName)
	}
	return a.identityProviderOf(p), nil
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
	p = providerIn(p)
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
		out.Providers = append(out.Providers, providerDescription{p.ProviderName, p.ProviderType, epochOf(p.Created), epochOf(p.Modified)})
	}
	return out, err
}
