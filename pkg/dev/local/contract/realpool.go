package contract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// RealPool names a user pool of AWS. The rest is asked for.
type RealPool struct {
	PoolID   string
	ClientID string // "": the pool's only one
	Domain   string // origin of the pages; "": the pool's own domain
	Forms    bool   // the pages are the classic ones, whose forms a plain client can send
}

// Describe asks AWS what a pool is like. The configuration has the credentials, and may have another endpoint.
func Describe(ctx context.Context, loaded aws.Config, p RealPool) (Target, error) {
	region, _, ok := strings.Cut(p.PoolID, "_")
	if !ok {
		return Target{}, fmt.Errorf("%q is no id of a user pool, such as eu-west-1_AbCdEfGhI", p.PoolID)
	}
	loaded.Region = region
	client := idp.NewFromConfig(loaded)
	described, err := client.DescribeUserPool(ctx, &idp.DescribeUserPoolInput{UserPoolId: &p.PoolID})
	if err != nil {
		return Target{}, fmt.Errorf("describing the pool: %w", err)
	}
	target := Target{
		Name: "AWS", Region: region, PoolID: p.PoolID, Domain: p.Domain, Forms: p.Forms, Credentials: loaded.Credentials,
		Issuer: "https://cognito-idp." + region + ".amazonaws.com/" + p.PoolID,
	}
	if endpoint := aws.ToString(client.Options().BaseEndpoint); endpoint != "" {
		target.Endpoint, target.Issuer = endpoint, endpoint+"/"+p.PoolID
	}
	if pool := described.UserPool; target.Domain == "" {
		switch {
		case aws.ToString(pool.CustomDomain) != "":
			target.Domain = "https://" + *pool.CustomDomain
		case aws.ToString(pool.Domain) != "":
			target.Domain = "https://" + *pool.Domain + ".auth." + region + ".amazoncognito.com"
		default:
			return Target{}, errors.New("the pool has no domain, and none was given")
		}
	}
	return target, target.describeClient(ctx, client, p.ClientID)
}

// describeClient fills in what belongs to the app client.
func (t *Target) describeClient(ctx context.Context, client *idp.Client, id string) error {
	if id == "" {
		listed, err := client.ListUserPoolClients(ctx, &idp.ListUserPoolClientsInput{UserPoolId: &t.PoolID,
			MaxResults: aws.Int32(2)})
		if err != nil {
			return fmt.Errorf("listing the pool's app clients: %w", err)
		}
		if len(listed.UserPoolClients) != 1 {
			return errors.New("the pool has not exactly one app client: name one")
		}
		id = aws.ToString(listed.UserPoolClients[0].ClientId)
	}
	described, err := client.DescribeUserPoolClient(ctx, &idp.DescribeUserPoolClientInput{UserPoolId: &t.PoolID,
		ClientId: &id})
	if err != nil {
		return fmt.Errorf("describing the app client: %w", err)
	}
	c := described.UserPoolClient
	if len(c.CallbackURLs) == 0 || len(c.LogoutURLs) == 0 {
		return errors.New("the app client needs a callback and a sign-out address")
	}
	t.ClientID, t.ClientSecret, t.CallbackURL, t.SignOutURL = id, aws.ToString(c.ClientSecret), c.CallbackURLs[0],
		c.LogoutURLs[0]
	if rotation := c.RefreshTokenRotation; rotation != nil {
		t.Grace = time.Duration(aws.ToInt32(rotation.RetryGracePeriodSeconds)) * time.Second
	}
	return nil
}
