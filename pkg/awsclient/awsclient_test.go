package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestConfigTakesTheEndpointOfTheEnvironment(t *testing.T) {
	const service, general = "http://127.0.0.1:9229", "http://127.0.0.1:4566"
	tests := []struct {
		name        string
		environment map[string]string
		want        string
	}{
		{"on AWS", nil, ""},
		{"of the service", map[string]string{"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": service}, service},
		{"of all services", map[string]string{"AWS_ENDPOINT_URL": general}, general},
		{
			"of the service before all",
			map[string]string{"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": service, "AWS_ENDPOINT_URL": general},
			service,
		},
		{"of another service", map[string]string{"AWS_ENDPOINT_URL_SSM": service}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if endpoint := Config(environment(tt.environment), "COGNITO_IDENTITY_PROVIDER",
				"eu-west-1").BaseEndpoint; endpoint != nil {
				got = *endpoint
			}
			if got != tt.want {
				t.Errorf("BaseEndpoint = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestConfigTakesTheRegion(t *testing.T) {
	here := environment(map[string]string{"AWS_REGION": "eu-central-1"})
	if got := Config(here, "SSM", "").Region; got != "eu-central-1" {
		t.Errorf("Region = %q, want the function's own", got)
	}
	if got := Config(here, "COGNITO_IDENTITY_PROVIDER", "eu-west-1").Region; got != "eu-west-1" {
		t.Errorf("Region = %q, want the given one", got)
	}
}

func TestConfigTakesCredentialsOfTheEnvironmentOnly(t *testing.T) {
	c := Config(environment(map[string]string{"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_SESSION_TOKEN": "token"}), "SSM", "eu-west-1")
	got, err := c.Credentials.Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "AKID" || got.SecretAccessKey != "secret" || got.SessionToken != "token" {
		t.Errorf("Retrieve() = %v, %v", got, err)
	}
	_, err = Config(environment(nil), "SSM", "eu-west-1").Credentials.Retrieve(t.Context())
	if err == nil || !strings.Contains(err.Error(), "AWS_ACCESS_KEY_ID") {
		t.Errorf("Retrieve() without keys: error = %v, want one that names the variables", err)
	}
}

func TestConfigBoundsAttempts(t *testing.T) {
	if got := Config(environment(nil), "SSM", "eu-west-1").Retryer().MaxAttempts(); got != maxAttempts {
		t.Errorf("MaxAttempts() = %d, want %d", got, maxAttempts)
	}
}

func TestCodeTellsErrorsApart(t *testing.T) {
	api := func(code string) error {
		return &smithy.OperationError{ServiceID: "Cognito", OperationName: "AdminDisableUser",
			Err: &smithy.GenericAPIError{Code: code, Message: "ada@example.com"}}
	}
	tests := []struct {
		name              string
		err               error
		code, cause       string
		throttled, denied bool
	}{
		{name: "none"},
		{
			name: "of the service", err: api("UserNotFoundException"), code: "UserNotFoundException",
			cause: "calling AdminDisableUser: UserNotFoundException",
		},
		{
			name: "throttled", err: api("TooManyRequestsException"), code: "TooManyRequestsException",
			cause: "calling AdminDisableUser: TooManyRequestsException", throttled: true,
		},
		{
			name: "limit of mails", err: api("LimitExceededException"), code: "LimitExceededException",
			cause: "calling AdminDisableUser: LimitExceededException", throttled: true,
		},
		{
			name: "right is missing", err: api("AccessDeniedException"), code: "AccessDeniedException",
			cause: "calling AdminDisableUser: AccessDeniedException", denied: true,
		},
		{
			name: "no answer in time", err: fmt.Errorf("sending: %w", context.DeadlineExceeded), code: CodeTimeout,
			cause: CodeTimeout,
		},
		{
			name: "no credentials", err: fmt.Errorf("signing: %w", errNoCredentials), code: CodeCredentials,
			cause: CodeCredentials, denied: true,
		},
		{name: "nobody waits", err: context.Canceled, code: CodeCanceled, cause: CodeCanceled},
		{
			name: "no connection", err: &net.OpError{Op: "dial", Err: errors.New("refused")}, code: CodeConnection,
			cause: CodeConnection,
		},
		{name: "connection too slow", err: &net.DNSError{IsTimeout: true}, code: CodeTimeout, cause: CodeTimeout},
		{name: "anything else", err: errors.New("ada@example.com"), code: CodeOther, cause: CodeOther},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Code(tt.err); got != tt.code {
				t.Errorf("Code() = %q, want %q", got, tt.code)
			}
			if got := Cause(tt.err); tt.cause == "" && got != nil || tt.cause != "" &&
				(got == nil || got.Error() != tt.cause) {
				t.Errorf("Cause() = %v, want %q", got, tt.cause)
			}
			if IsThrottled(tt.code) != tt.throttled || IsDenied(tt.code) != tt.denied {
				t.Errorf("IsThrottled, IsDenied(%q) = %v, %v; want %v, %v", tt.code, IsThrottled(tt.code),
					IsDenied(tt.code), tt.throttled, tt.denied)
			}
		})
	}
}
