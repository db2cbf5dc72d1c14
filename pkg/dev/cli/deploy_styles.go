//go:build !noaws

package main

import (
	"context"
	"fmt"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/managedlogin"
)

// applyBrand gives the pages of managed login the brand, for both app clients that show pages. Without a style a client's
// pages are not there. It does nothing where the pages are the classic ones.
func (d deployer) applyBrand(ctx context.Context, site outputs) error {
	b, err := brand.Read(d.root)
	if err != nil {
		return err
	}
	cognito, err := d.styles(ctx, site["region"])
	if err != nil {
		return err
	}
	styles := managedlogin.Styles{Cognito: cognito, UserPoolID: site["user_pool_id"], Brand: b,
		Keep: d.keepStyles, Out: d.out}
	for _, client := range []managedlogin.Client{{Name: "site", ID: site["user_pool_client_id"]},
		{Name: "account", ID: site["account_client_id"]}} {
		if client.ID != "" {
			styles.Clients = append(styles.Clients, client)
		}
	}
	if err := styles.Apply(ctx); err != nil {
		return fmt.Errorf("the site is deployed, but not all of its pages of managed login: %w", err)
	}
	return nil
}

// awsStyles is the API of user pools in a region.
func awsStyles(ctx context.Context, region string) (managedlogin.API, error) {
	settings, err := awsSettings(ctx, region)
	if err != nil {
		return nil, err
	}
	return idp.NewFromConfig(settings), nil
}
