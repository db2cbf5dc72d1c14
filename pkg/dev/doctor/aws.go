package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/sensitive"
)

// AWS holds the clients for the account that a site is deployed in.
type AWS struct {
	Cognito CognitoAPI
	SSM     SSMAPI
	Lambda  LambdaAPI
	Tables  awsjson.Caller
	IAM     IAMAPI
	Quotas  QuotaAPI

	Replicas ReplicaAPI

	SignOutRights map[string][]string // name in routes.json to the actions on the table of ended sessions that it needs
}

// CognitoAPI is the part of *cognitoidentityprovider.Client that this package uses.
type CognitoAPI interface {
	DescribeUserPool(context.Context, *idp.DescribeUserPoolInput, ...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error)
	DescribeUserPoolClient(context.Context, *idp.DescribeUserPoolClientInput,
		...func(*idp.Options)) (*idp.DescribeUserPoolClientOutput, error)
	DescribeUserPoolDomain(context.Context, *idp.DescribeUserPoolDomainInput,
		...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error)
	DescribeManagedLoginBrandingByClient(context.Context, *idp.DescribeManagedLoginBrandingByClientInput,
		...func(*idp.Options)) (*idp.DescribeManagedLoginBrandingByClientOutput, error)
}

// SSMAPI is the part of *ssm.Client that this package uses.
type SSMAPI interface {
	GetParameter(context.Context, *ssm.GetParameterInput, ...func(*ssm.Options)) (*ssm.GetParameterOutput, error)
}

// LambdaAPI is the part of *lambda.Client that this package uses.
type LambdaAPI interface {
	GetAccountSettings(context.Context, *lambda.GetAccountSettingsInput,
		...func(*lambda.Options)) (*lambda.GetAccountSettingsOutput, error)
	GetFunctionConfiguration(context.Context, *lambda.GetFunctionConfigurationInput,
		...func(*lambda.Options)) (*lambda.GetFunctionConfigurationOutput, error)
}

const notFound = "ResourceNotFoundException"

// errNoContent is an answer of AWS that is a success and describes nothing.
var errNoContent = errors.New("the response describes nothing")

func (a *AWS) askPool(ctx context.Context, f *Facts) error {
	output, err := a.Cognito.DescribeUserPool(ctx,
		&idp.DescribeUserPoolInput{UserPoolId: aws.String(f.Deployment.UserPoolID)})
	if awsclient.Code(err) == notFound {
		f.Unknown = append(f.Unknown, found(CodePoolMissing, "There is no user pool %s in this account.",
			f.Deployment.UserPoolID)...)
		return nil
	}
	if err != nil {
		return err
	}
	if output.UserPool == nil {
		return fmt.Errorf("describing the user pool: %w", errNoContent)
	}
	f.Pool = &Pool{
		Issuer:         issuerOf(output.UserPool),
		DeviceTracking: output.UserPool.DeviceConfiguration != nil,
		OwnUserNames:   !slices.Contains(output.UserPool.UsernameAttributes, types.UsernameAttributeTypeEmail),
		// A pool without the setting is an old one, and case-sensitive.
		CaseSensitive: output.UserPool.UsernameConfiguration == nil ||
			aws.ToBool(output.UserPool.UsernameConfiguration.CaseSensitive),
	}
	for _, domain := range []*string{output.UserPool.Domain, output.UserPool.CustomDomain} {
		if aws.ToString(domain) != "" {
			f.Pool.Domains = append(f.Pool.Domains, *domain)
		}
	}
	return nil
}

func (a *AWS) askClient(ctx context.Context, f *Facts) error {
	if f.Pool == nil || f.Deployment.ClientID == "" {
		return nil
	}
	output, err := a.Cognito.DescribeUserPoolClient(ctx, &idp.DescribeUserPoolClientInput{
		UserPoolId: aws.String(f.Deployment.UserPoolID), ClientId: aws.String(f.Deployment.ClientID),
	})
	if awsclient.Code(err) == notFound {
		f.Unknown = append(f.Unknown, found(CodeClientMissing, "The user pool has no app client %s.",
			f.Deployment.ClientID)...)
		return nil
	}
	if err != nil {
		return err
	}
	if output.UserPoolClient == nil {
		return fmt.Errorf("describing the app client: %w", errNoContent)
	}
	f.Client = clientOf(output.UserPoolClient)
	return nil
}

func clientOf(c *types.UserPoolClientType) *Client {
	client := &Client{
		CallbackURLs: c.CallbackURLs,
		LogoutURLs:   c.LogoutURLs,
		Scopes:       c.AllowedOAuthScopes,
		Secret:       sensitive.New(aws.ToString(c.ClientSecret)),
		Revocation:   aws.ToBool(c.EnableTokenRevocation),
	}
	for _, flow := range c.AllowedOAuthFlows {
		client.Flows = append(client.Flows, string(flow))
	}
	units := types.TokenValidityUnitsType{}
	if c.TokenValidityUnits != nil {
		units = *c.TokenValidityUnits
	}
	client.AccessValidity = validity(aws.ToInt32(c.AccessTokenValidity), units.AccessToken,
		types.TimeUnitsTypeHours, time.Hour)
	client.IDValidity = validity(aws.ToInt32(c.IdTokenValidity), units.IdToken, types.TimeUnitsTypeHours, time.Hour)
	client.RefreshValidity = validity(c.RefreshTokenValidity, units.RefreshToken, types.TimeUnitsTypeDays, 30*24*time.Hour)
	if rotation := c.RefreshTokenRotation; rotation != nil && rotation.Feature == types.FeatureTypeEnabled {
		client.Rotation = true
		client.Grace = time.Duration(aws.ToInt32(rotation.RetryGracePeriodSeconds)) * time.Second
	}
	return client
}

// validity returns a token's validity. Number and unit have defaults.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
func validity(number int32, unit, defaultUnit types.TimeUnitsType, otherwise time.Duration) time.Duration {
	if number == 0 {
		return otherwise
	}
	if unit == "" {
		unit = defaultUnit
	}
	return time.Duration(number) * map[types.TimeUnitsType]time.Duration{
		types.TimeUnitsTypeSeconds: time.Second, types.TimeUnitsTypeMinutes: time.Minute,
		types.TimeUnitsTypeHours: time.Hour, types.TimeUnitsTypeDays: 24 * time.Hour,
	}[unit]
}

func (a *AWS) askParameter(ctx context.Context, f *Facts) error {
	if f.Deployment.ClientSecretParameter == "" || a.SSM == nil {
		return nil
	}
	output, err := a.SSM.GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(f.Deployment.ClientSecretParameter),
		WithDecryption: aws.Bool(true)})
	if awsclient.Code(err) == "ParameterNotFound" {
		f.Parameter = &Parameter{Missing: true}
		return nil
	}
	if err != nil {
		return err
	}
	if output.Parameter == nil {
		return fmt.Errorf("reading the parameter: %w", errNoContent)
	}
	f.Parameter = &Parameter{Value: sensitive.New(aws.ToString(output.Parameter.Value)), Version: output.Parameter.Version}
	return nil
}

// askFunctions checks that all functions exist. It reads settings that are not among Terraform's outputs from the
// environment of a function that every site has.
func (a *AWS) askFunctions(ctx context.Context, f *Facts) error {
	if a.Lambda == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Values(f.Deployment.Functions)) {
		output, err := a.Lambda.GetFunctionConfiguration(ctx,
			&lambda.GetFunctionConfigurationInput{FunctionName: aws.String(name)})
		if awsclient.Code(err) == notFound {
			f.MissingFunctions = append(f.MissingFunctions, name)
			continue
		}
		if err != nil {
			return err
		}
		if name == f.Deployment.Functions["profile"] && output.Environment != nil {
			f.Deployment.JWKS = output.Environment.Variables["COGNITO_JWKS"]
			f.Deployment.SessionMaxAge = output.Environment.Variables["SESSION_MAX_AGE"]
		}
	}
	return nil
}

func (a *AWS) askDomain(ctx context.Context, f *Facts) error {
	if f.Pool == nil {
		return nil
	}
	i := slices.Index(f.Pool.hosts(f.Deployment.Region()), hostOf(f.Deployment.HostedURL))
	if i < 0 {
		return nil // checkDomain reports it
	}
	output, err := a.Cognito.DescribeUserPoolDomain(ctx,
		&idp.DescribeUserPoolDomainInput{Domain: aws.String(f.Pool.Domains[i])})
	if err != nil {
		return err
	}
	if output.DomainDescription == nil || output.DomainDescription.Domain == nil {
		return nil
	}
	f.Domain = &Domain{
		Status:  string(output.DomainDescription.Status),
		Managed: aws.ToInt32(output.DomainDescription.ManagedLoginVersion) == managedLogin,
	}
	if custom := output.DomainDescription.CustomDomainConfig; custom != nil {
		f.Domain.CertificateARN = aws.ToString(custom.CertificateArn)
	}
	return nil
}
