package api

import (
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// providerUser is a person at a provider, or a user of the pool at the provider "Cognito".
type providerUser struct{ ProviderName, ProviderAttributeName, ProviderAttributeValue string }

// subjectAttribute is the attribute that means the person's id, whatever the provider calls it.
const subjectAttribute = "Cognito_Subject"

// person is the id of a person at a provider. Links by other attributes, which AWS has for SAML and OIDC, are not offered.
func (u providerUser) person() (provider, id string, err error) {
	if u.ProviderName == "" || u.ProviderAttributeValue == "" || u.ProviderAttributeName != subjectAttribute {
		return "", "", pool.Refuse(pool.InvalidParameter,
			"Invalid input: a provider, %s as ProviderAttributeName and a value are required", subjectAttribute)
	}
	return u.ProviderName, u.ProviderAttributeValue, nil
}

// adminLinkProviderForUser lets a person at a provider sign in as a user who is here already.
func (a *API) adminLinkProviderForUser(in struct{ DestinationUser, SourceUser providerUser }) (any, error) {
	if !strings.EqualFold(in.DestinationUser.ProviderName, pool.Native) {
		return nil, pool.Refuse(pool.InvalidParameter, "Invalid DestinationUser: its ProviderName must be Cognito")
	}
	provider, id, err := in.SourceUser.person()
	if err != nil {
		return nil, err
	}
	return nil, a.pool.Link(in.DestinationUser.ProviderAttributeValue, provider, id)
}
