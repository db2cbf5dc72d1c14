package cognito

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// usualMappings are the attribute mappings of a deployment (terraform/modules/user-pool/providers.tf).
var usualMappings = map[string]map[string]string{
	"SAML":            {"email": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"},
	"OIDC":            {"username": "sub", "email": "email", "email_verified": "email_verified"},
	"Google":          {"username": "sub", "email": "email", "email_verified": "email_verified"},
	"Facebook":        {"username": "id", "email": "email"},
	"LoginWithAmazon": {"username": "user_id", "email": "email"},
	"SignInWithApple": {"username": "sub", "email": "email", "email_verified": "email_verified"},
}

// ProviderTypes are the types of providers.
func ProviderTypes() []string { return slices.Sorted(maps.Keys(usualMappings)) }

// withType is the provider with the type that its name stands for.
func (p Provider) withType() Provider {
	if _, known := usualMappings[p.Name]; known && p.Name != "OIDC" && p.Name != "SAML" {
		p.Type = cmp.Or(p.Type, p.Name)
	}
	p.Type = cmp.Or(p.Type, "OIDC")
	return p
}

// providerName is what Terraform's identity_providers takes: there is no underscore, which ends it in user names.
var providerName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{1,30}[A-Za-z0-9]$`)

// check refuses what a deployment would refuse.
func (p Provider) check() error {
	if !providerName.MatchString(p.Name) || strings.EqualFold(p.Name, pool.Native) {
		return fmt.Errorf("provider %q: a name has 3 to 32 letters, digits, dots and hyphens, and is not COGNITO", p.Name)
	}
	if _, known := usualMappings[p.withType().Type]; !known {
		return fmt.Errorf("provider %s: type %q: want one of %s", p.Name, p.Type, strings.Join(ProviderTypes(), ", "))
	}
	return nil
}

func (p Provider) ofPool() pool.IdentityProvider {
	p = p.withType()
	scopes := p.Scopes
	if scopes == nil {
		scopes = []string{"openid", "email"}
	}
	details := map[string]string{"client_id": cmp.Or(p.ClientID, "stand-in"), "authorize_scopes": strings.Join(scopes, " ")}
	if p.ClientSecret != "" {
		details["client_secret"] = p.ClientSecret
	}
	if p.Issuer != "" {
		details["oidc_issuer"] = p.Issuer
	}
	return pool.IdentityProvider{ProviderSettings: pool.ProviderSettings{ProviderName: p.Name, ProviderType: p.Type,
		ProviderDetails: details, AttributeMapping: p.AttributeMapping, IdpIdentifiers: p.Identifiers}}
}

// withUsualMapping is a provider as it is deployed: the usual attributes are mapped unless it says otherwise.
func withUsualMapping(p pool.IdentityProvider) pool.IdentityProvider {
	mapping := maps.Clone(usualMappings[p.ProviderType])
	if mapping == nil {
		mapping = map[string]string{}
	}
	maps.Copy(mapping, p.AttributeMapping)
	p.AttributeMapping = mapping
	return p.Completed()
}

// providerNames are what the clients support.
func (o Options) providerNames() []string {
	names := []string{pool.Native}
	for _, p := range o.Providers {
		names = append(names, p.Name)
	}
	return names
}
