// Package awsclient holds what every client of the AWS SDK inside a function has in common: where it finds region, credentials and endpoint,
// how long it waits, and how its errors are told without repeating what was sent.
// It must not import a service, nor look for credentials in files, in metadata services or at other AWS services: a function has them in its
// environment, and the SDK's whole chain (package config) would make every function larger and its start slower.
package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// Limits of the calls. A visitor, or a user pool that waits five seconds for its trigger, is at the other end.
const (
	CallTimeout = 2 * time.Second        // one attempt
	maxAttempts = 3                      // of one call
	maxBackoff  = 200 * time.Millisecond // between two attempts
)

// Config is the configuration of a client for a service. The service is named as in its endpoint variable, as in "COGNITO_IDENTITY_PROVIDER"
// for AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER; the region is one as in "eu-west-1", and AWS_REGION where it is empty.
// Missing credentials are an error of the first call, not of this function.
//
// Sources: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime,
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func Config(getenv func(string) string, service, region string) aws.Config {
	if region == "" {
		region = getenv("AWS_REGION")
	}
	return aws.Config{
		Region:       region,
		Credentials:  credentials(getenv),
		BaseEndpoint: endpoint(getenv, service),
		HTTPClient:   KeepBodies(awshttp.NewBuildableClient().WithTimeout(CallTimeout)),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = maxAttempts, maxBackoff })
		},
	}
}

var errNoCredentials = errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; Lambda sets them from the function's role")

func credentials(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		found := aws.Credentials{
			AccessKeyID:     getenv("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken:    getenv("AWS_SESSION_TOKEN"),
			Source:          "environment",
		}
		if !found.HasKeys() {
			return aws.Credentials{}, errNoCredentials
		}
		return found, nil
	})
}

// endpoint is nil where the SDK is to choose: always on AWS.
func endpoint(getenv func(string) string, service string) *string {
	for _, name := range []string{"AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL"} {
		if address := getenv(name); address != "" {
			return &address
		}
	}
	return nil
}

// Words of Code for a call that got no answer of the service.
const (
	CodeCredentials = "credentials"
	CodeTimeout     = "timeout"
	CodeCanceled    = "canceled"
	CodeConnection  = "connection"
	CodeOther       = "other"
)

// Code tells an error of a call by one stable word: the service's own error code, as in "UserNotFoundException", or one of the words above.
// It is "" for nil.
func Code(err error) string {
	var answered smithy.APIError
	var network net.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &answered):
		return answered.ErrorCode()
	case errors.Is(err, errNoCredentials):
		return CodeCredentials
	case errors.Is(err, context.DeadlineExceeded):
		return CodeTimeout
	case errors.Is(err, context.Canceled):
		return CodeCanceled
	case errors.As(err, &network) && network.Timeout():
		return CodeTimeout
	case errors.As(err, &network):
		return CodeConnection
	}
	return CodeOther
}

// Cause is an error of a call in words that may be logged: operation and code. The service's message is left out, because it may
// repeat what was sent: addresses, names, the text of a search.
func Cause(err error) error {
	if err == nil {
		return nil
	}
	var operation *smithy.OperationError
	if errors.As(err, &operation) {
		return fmt.Errorf("calling %s: %s", operation.Operation(), Code(err))
	}
	return errors.New(Code(err))
}

// IsThrottled reports whether a code means that too many calls were made.
func IsThrottled(code string) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	return throttled || code == "LimitExceededException"
}

// IsDenied reports whether a code means that our own credentials or rights are not good enough: nothing a visitor can change.
func IsDenied(code string) bool {
	switch code {
	case CodeCredentials, "AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidClientTokenId", "ExpiredTokenException", "ExpiredToken",
		"InvalidSignatureException", "SignatureDoesNotMatch", "MissingAuthenticationTokenException", "IncompleteSignatureException", "OptInRequired":
		return true
	}
	return strings.HasPrefix(code, "KMS")
}
