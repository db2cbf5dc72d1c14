// Package awsclient holds what all AWS SDK clients in functions share: region, credentials and
// endpoint, timeouts, and errors that do not repeat what was sent. It must not import a service, nor look for
// credentials in files, metadata services or other AWS services: a function has them in its environment, and the SDK's
// credential chain (package config) would make every function larger and its start slower.
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

// Limits of the calls. A visitor is waiting for them, or a user pool, which waits five seconds for its trigger.
const (
	CallTimeout = 2 * time.Second        // one attempt
	maxAttempts = 3                      // of one call
	maxBackoff  = 200 * time.Millisecond // between two attempts
)

// Config returns the configuration of a service's client. The service is named as in its endpoint variable:
// "COGNITO_IDENTITY_PROVIDER" for AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER. An empty region means AWS_REGION. Missing
// credentials are an error of the first call, not of this function.
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

var errNoCredentials = errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; Lambda sets them " +
	"from the function's role")

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

// endpoint returns nil if the SDK should choose the endpoint, as always on AWS.
func endpoint(getenv func(string) string, service string) *string {
	for _, name := range []string{"AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL"} {
		if address := getenv(name); address != "" {
			return &address
		}
	}
	return nil
}

// Values of Code for a call without a response of the service.
const (
	CodeCredentials = "credentials"
	CodeTimeout     = "timeout"
	CodeCanceled    = "canceled"
	CodeConnection  = "connection"
	CodeOther       = "other"
)

// Code classifies an error of a call by one stable word: the service's error code, as in "UserNotFoundException", or
// one of the values above. It is "" for nil.
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

// Cause returns the error of a call in a form that may be logged: operation and code. The service's message is left
// out, because it may repeat what was sent: addresses, names, the text of a search.
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

// IsThrottled reports whether a code means that the service throttled the call.
func IsThrottled(code string) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	return throttled || code == "LimitExceededException"
}

// IsDenied reports whether a code means that the function's credentials or permissions are insufficient, which no
// visitor can change.
func IsDenied(code string) bool {
	switch code {
	case CodeCredentials, "AccessDeniedException", "AccessDenied", "UnrecognizedClientException",
		"InvalidClientTokenId", "ExpiredTokenException", "ExpiredToken",
		"InvalidSignatureException", "SignatureDoesNotMatch", "MissingAuthenticationTokenException",
		"IncompleteSignatureException", "OptInRequired":
		return true
	}
	return strings.HasPrefix(code, "KMS")
}
