//go:build !noaws

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
)

// refuseTaken returns an error when a plan makes a sign-in domain that a user pool of this account has already: the site
// is there, and this state does not know it. Terraform would make an empty pool first, and stop at the domain.
func (d deployer) refuseTaken(ctx context.Context, p plan) error {
	region, _ := p.Variables["aws_region"].Value.(string)
	for _, change := range p.Changes {
		domain := change.Change.After.Domain
		if change.Type != "aws_cognito_user_pool_domain" || domain == "" ||
			!slices.Equal(change.Change.Actions, []string{"create"}) {
			continue
		}
		pool, err := d.owner(ctx, region, domain)
		if err != nil {
			fmt.Fprintf(d.out, "Whether a user pool has the sign-in domain %s already is not known: %v\n", domain, err)
			continue
		}
		if pool != "" {
			return fmt.Errorf("nothing was changed: the user pool %s has the sign-in domain %s already, and this state does not know it. "+
				"Is this the state of another environment, or was it lost, or another deployment interrupted? Take the right state, or take the pool over as "+
				"terraform/README.md says in \"A lost state\". A second site needs another name", pool, domain)
		}
	}
	return nil
}

// ownerOfDomain is the id of the user pool of this account that has a sign-in domain, "" for none.
func ownerOfDomain(ctx context.Context, region, domain string) (string, error) {
	settings, err := awsSettings(ctx, region)
	if err != nil {
		return "", err
	}
	answer, err := idp.NewFromConfig(settings).DescribeUserPoolDomain(ctx, &idp.DescribeUserPoolDomainInput{Domain: &domain})
	if awsclient.Code(err) == "ResourceNotFoundException" {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("asking for the domain: %w", awsclient.Cause(err))
	}
	if answer.DomainDescription == nil { // as AWS answers for a domain that nobody has
		return "", nil
	}
	return aws.ToString(answer.DomainDescription.UserPoolId), nil
}
