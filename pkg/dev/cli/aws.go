//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"cognitossr/pkg/awsclient"
)

// howToGetCredentials is the advice for missing credentials.
const howToGetCredentials = "run \"aws configure\" or \"aws sso login\", or set AWS_PROFILE, or " +
	"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"

// awsSettings returns the configuration that the AWS CLI would use in a region (environment, profile, single
// sign-on), and checks that there are credentials. All clients of the tool use it. The SDK's log is off: it repeats
// the error at length.
func awsSettings(ctx context.Context, region string, options ...func(*config.LoadOptions) error) (aws.Config, error) {
	options = append(options, config.WithRegion(region), config.WithLogger(logging.Nop{}))
	settings, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return settings, fmt.Errorf("reading the AWS settings: %w", err)
	}
	settings.HTTPClient = awsclient.KeepBodies(settings.HTTPClient)
	if _, err := settings.Credentials.Retrieve(ctx); err != nil {
		return settings, credentialsError{err}
	}
	return settings, nil
}

// credentialsError says what to do about missing credentials. The SDK's last source is the metadata service of EC2,
// so an error there means that no other source has any.
type credentialsError struct{ cause error }

// Error implements error.
func (e credentialsError) Error() string {
	text := "there are no AWS credentials: " + howToGetCredentials
	var operation *smithy.OperationError
	if errors.As(e.cause, &operation) && operation.Service() == imds.ServiceID {
		return text
	}
	return text + " (" + reasonOfAWS(e.cause) + ")"
}

// Unwrap returns the SDK's error.
func (e credentialsError) Unwrap() error { return e.cause }

// localSettings is the configuration for the local Cognito, which ignores region and credentials.
func localSettings() aws.Config {
	return aws.Config{
		Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		HTTPClient: awsclient.KeepBodies(nil), RetryMaxAttempts: 1,
	}
}

// reasonOfAWS returns the service's message of an error, without the SDK's details of the request.
func reasonOfAWS(err error) string {
	var answered smithy.APIError
	if errors.As(err, &answered) {
		return answered.ErrorCode() + ": " + answered.ErrorMessage()
	}
	return err.Error()
}
