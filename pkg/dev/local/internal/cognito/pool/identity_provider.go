package pool

import (
	"maps"
	"slices"
	"time"
)

// IdentityProvider is another place where people sign in.
type IdentityProvider struct {
	ProviderSettings
	Created, Modified time.Time
}

// ProviderSettings have the names and the JSON form of the service model (IdentityProviderType).
type ProviderSettings struct {
	ProviderName     string
	ProviderType     string // SAML, OIDC, Google, Facebook, LoginWithAmazon or SignInWithApple
	ProviderDetails  map[string]string
	AttributeMapping map[string]string // attribute of the pool -> that of the provider
	IdpIdentifiers   []string
}

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

// Completed fills in what the service adds. The user name is mapped from sub unless the mapping says otherwise.
func (p IdentityProvider) Completed() IdentityProvider {
	details := maps.Clone(providerDetails[p.ProviderType])
	if p.ProviderType == "SAML" {
		details = redirectBindings(p.ProviderDetails["MetadataFile"])
	}
	if details == nil {
		details = map[string]string{}
	}
	maps.Copy(details, p.ProviderDetails)
	p.ProviderDetails = details
	p.AttributeMapping = maps.Clone(p.AttributeMapping)
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

// IDClaim is the provider's name for a person's id.
func (p IdentityProvider) IDClaim() string {
	if name := p.AttributeMapping["username"]; name != "" && p.ProviderType != "SAML" {
		return name
	}
	return "sub"
}

// AddIdentityProvider adds another place to sign in.
func (p *Pool) AddIdentityProvider(added IdentityProvider) (IdentityProvider, error) {
	added = added.Completed()
	added.Created = p.Now()
	added.Modified = added.Created
	if added.ProviderName == Native || !p.Kept.IdentityProviders.Add(added.ProviderName, added) {
		return IdentityProvider{}, Refuse(DuplicateProvider, "A provider %s already exists.", added.ProviderName)
	}
	return added, nil
}

// Native is the name of the pool itself among the providers of a client.
const Native = "COGNITO"

// Native says that the client's users may sign in here.
func (c Client) Native() bool {
	return len(c.SupportedIdentityProviders) == 0 || slices.Contains(c.SupportedIdentityProviders, Native)
}

// ProvidersOf are the identity providers that a client's users may sign in with, in the order in which it names them.
func (p *Pool) ProvidersOf(c Client) []IdentityProvider {
	var list []IdentityProvider
	for _, name := range c.SupportedIdentityProviders {
		if provider, ok := p.Kept.IdentityProviders.Find(name); ok {
			list = append(list, provider)
		}
	}
	return list
}

// ProviderOf finds one of them by its name, or by an identifier that stands for it.
func (p *Pool) ProviderOf(c Client, name, identifier string) (IdentityProvider, bool) {
	for _, provider := range p.ProvidersOf(c) {
		if name != "" && provider.ProviderName == name || name == "" && identifier != "" &&
			slices.Contains(provider.IdpIdentifiers, identifier) {
			return provider, true
		}
	}
	return IdentityProvider{}, false
}
