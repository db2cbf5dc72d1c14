package api

import (
	"maps"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// identityProviderType is a provider as it is shown.
type identityProviderType struct {
	UserPoolId string
	pool.ProviderSettings
	CreationDate, LastModifiedDate epoch
}

// identityProviderOf shows the provider that an operation found or made. One of SAML that is told whether to
// encrypt its answers is shown with the certificate to encrypt for.
func (a *API) identityProviderOf(p pool.IdentityProvider, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if p.ProviderType == "SAML" && p.ProviderDetails["EncryptedResponses"] != "" {
		certificate, err := a.pool.SigningCertificate()
		if err != nil {
			return nil, err
		}
		p.ProviderDetails = maps.Clone(p.ProviderDetails)
		p.ProviderDetails["ActiveEncryptionCertificate"] = certificate
	}
	return map[string]any{"IdentityProvider": identityProviderType{a.pool.ID(), p.ProviderSettings,
		epochOf(p.Created), epochOf(p.Modified)}}, nil
}

// getSigningCertificate shows what SAML providers check the pool's requests with.
func (a *API) getSigningCertificate(struct{}) (any, error) {
	certificate, err := a.pool.SigningCertificate()
	return map[string]string{"Certificate": certificate}, err
}

// createIdentityProvider adds another place to sign in.
func (a *API) createIdentityProvider(in pool.ProviderSettings) (any, error) {
	return a.identityProviderOf(a.pool.AddIdentityProvider(pool.IdentityProvider{ProviderSettings: in}))
}

// describeIdentityProvider shows one.
func (a *API) describeIdentityProvider(in pool.ProviderSettings) (any, error) {
	return a.identityProviderOf(a.pool.Kept.IdentityProviders.Get(in.ProviderName))
}

// getIdentityProviderByIdentifier finds one by the identifier that a request may name in its stead.
func (a *API) getIdentityProviderByIdentifier(in struct{ IdpIdentifier string }) (any, error) {
	for _, p := range a.pool.Kept.IdentityProviders.List() {
		if slices.Contains(p.IdpIdentifiers, in.IdpIdentifier) {
			return a.identityProviderOf(p, nil)
		}
	}
	return nil, pool.ErrNoIdentityProvider
}

// updateIdentityProvider replaces what the input has.
func (a *API) updateIdentityProvider(in pool.ProviderSettings) (any, error) {
	return a.identityProviderOf(a.pool.Kept.IdentityProviders.Change(in.ProviderName, func(p *pool.IdentityProvider) error {
		if in.ProviderDetails != nil {
			p.ProviderDetails = in.ProviderDetails
		}
		if in.AttributeMapping != nil {
			p.AttributeMapping = in.AttributeMapping
		}
		if in.IdpIdentifiers != nil {
			p.IdpIdentifiers = in.IdpIdentifiers
		}
		*p = p.Completed()
		p.Modified = a.pool.Now()
		return nil
	}))
}

// deleteIdentityProvider removes it.
func (a *API) deleteIdentityProvider(in pool.ProviderSettings) (any, error) {
	return nil, a.pool.Kept.IdentityProviders.Delete(in.ProviderName)
}

type providerDescription struct {
	ProviderName, ProviderType     string
	CreationDate, LastModifiedDate epoch
}

// listIdentityProviders lists them by name.
func (a *API) listIdentityProviders(in paged) (any, error) {
	providers, next, err := pageOf(a.pool.Kept.IdentityProviders.List(), in.page())
	return listed("Providers", providers, func(p pool.IdentityProvider) providerDescription {
		return providerDescription{p.ProviderName, p.ProviderType, epochOf(p.Created), epochOf(p.Modified)}
	}, nextToken, next), err
}
