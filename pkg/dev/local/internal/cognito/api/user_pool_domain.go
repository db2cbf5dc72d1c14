package api

import (
	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type domainInput struct {
	UserPoolId, Domain  string
	ManagedLoginVersion *int
	CustomDomainConfig  *customDomainConfig
}

type customDomainConfig struct {
	CertificateArn string `json:",omitempty"`
	SecurityPolicy string `json:",omitempty"`
}

type domainAnswer struct {
	ManagedLoginVersion int    `json:",omitempty"`
	CloudFrontDomain    string `json:",omitempty"`
}

func domainAnswerOf(d account.Domain) domainAnswer {
	answer := domainAnswer{ManagedLoginVersion: d.ManagedLoginVersion}
	if d.Custom() {
		answer.CloudFrontDomain = d.CloudFront()
	}
	return answer
}

// set writes what an input says about a domain.
func (in domainInput) set(d *account.Domain) {
	if in.ManagedLoginVersion != nil {
		d.ManagedLoginVersion = *in.ManagedLoginVersion
	}
	if in.CustomDomainConfig != nil {
		d.CertificateARN, d.SecurityPolicy = in.CustomDomainConfig.CertificateArn, in.CustomDomainConfig.SecurityPolicy
	}
}

// checkDomain wants a version that there is and that the pool's plan has: LITE has the classic pages only.
func (a *API) checkDomain(in domainInput) error {
	v := in.ManagedLoginVersion
	switch {
	case v == nil:
		return nil
	case *v < 1 || *v > 2:
		return pool.Refuse(pool.InvalidParameter, "Invalid managed login version: %d", *v)
	case *v == 2 && a.pool.Configuration().UserPoolTier == "LITE":
		return pool.Refuse("FeatureUnavailableInTierException", "Managed login is not available in the LITE tier.")
	}
	return nil
}

// createUserPoolDomain gives the pool an address.
func (a *API) createUserPoolDomain(in domainInput) (any, error) {
	if err := a.checkDomain(in); err != nil {
		return nil, err
	}
	d := account.Domain{Name: in.Domain, PoolID: in.UserPoolId, ManagedLoginVersion: 1}
	in.set(&d)
	d, err := a.account.AddDomain(d)
	return domainAnswerOf(d), err
}

// updateUserPoolDomain changes the version of its pages, or the certificate of a custom domain.
func (a *API) updateUserPoolDomain(in domainInput) (any, error) {
	if err := a.checkDomain(in); err != nil {
		return nil, err
	}
	d, err := a.account.UpdateDomain(in.Domain, in.UserPoolId, in.set)
	return domainAnswerOf(d), err
}

// deleteUserPoolDomain takes the address away.
func (a *API) deleteUserPoolDomain(in domainInput) (any, error) {
	return nil, a.account.DeleteDomain(in.Domain, in.UserPoolId)
}

type domainDescription struct {
	UserPoolId             string              `json:",omitempty"`
	AWSAccountId           string              `json:",omitempty"`
	Domain                 string              `json:",omitempty"`
	S3Bucket               string              `json:",omitempty"`
	CloudFrontDistribution string              `json:",omitempty"`
	Version                string              `json:",omitempty"`
	Status                 string              `json:",omitempty"`
	CustomDomainConfig     *customDomainConfig `json:",omitempty"`
	ManagedLoginVersion    int                 `json:",omitempty"`
}

// describeUserPoolDomain shows a domain. One that nobody has is an empty description, not an error.
func (a *API) describeUserPoolDomain(in domainInput) (any, error) {
	answer := struct{ DomainDescription domainDescription }{}
	d, ok := a.account.Domain(in.Domain)
	if !ok {
		return answer, nil
	}
	answer.DomainDescription = domainDescription{
		UserPoolId: d.PoolID, AWSAccountId: account.ID, Domain: d.Name, S3Bucket: "aws-cognito-prod-local-assets",
		CloudFrontDistribution: d.CloudFront(),
		Version:                d.Version, Status: "ACTIVE", ManagedLoginVersion: d.ManagedLoginVersion,
		CustomDomainConfig: &customDomainConfig{},
	}
	if d.Custom() {
		answer.DomainDescription.CustomDomainConfig = &customDomainConfig{d.CertificateARN, d.SecurityPolicy}
	}
	return answer, nil
}
