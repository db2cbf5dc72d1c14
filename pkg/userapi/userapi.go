// Package userapi calls the operations of the user pool's API that a user's own access token authorizes: reading and
// changing that user, and nobody else. They are not signed, so no AWS credentials and no SDK are needed. It must not
// verify the token, keep it, or decide who may do what.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
package userapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"cognitossr/pkg/sensitive"
)

// Client calls the API of one region.
type Client struct {
	Endpoint string // as in https://cognito-idp.eu-west-1.amazonaws.com
	HTTP     *http.Client
}

// EndpointVariable gives another endpoint than AWS's own, as for all its SDKs.
//
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
const EndpointVariable = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"

// New returns the client of a region.
func New(getenv func(string) string, region string) *Client {
	endpoint := getenv(EndpointVariable)
	if endpoint == "" {
		endpoint = "https://cognito-idp." + region + ".amazonaws.com"
	}
	return &Client{Endpoint: strings.TrimSuffix(endpoint, "/"), HTTP: newHTTPClient()}
}

// Limits of a call. A visitor waits for each of them.
const (
	callTimeout = 4 * time.Second
	maxAnswer   = 256 << 10 // bytes
)

// newHTTPClient follows no redirect, and opens a new connection for each call, as package cognito does: connections die
// while a function is frozen, and a change that was sent into a dead connection must not be sent again.
func newHTTPClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Error is an answer of the API that is not success. Its text holds neither the API's message nor what was sent.
type Error struct {
	Operation string
	Code      string // as in "CodeMismatchException"; a word of this package where the API gave no answer
	Message   string // of the API: for telling cases apart, never for a page or a log
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("calling %s: %s", e.Operation, e.Code) }

// Codes of a call without an answer of the API.
const (
	CodeTimeout    = "timeout"
	CodeConnection = "connection"
	CodeMalformed  = "malformed"
)

// Code returns the code of an error of this package, "" for any other and for nil.
func Code(err error) string {
	var failed *Error
	if !errors.As(err, &failed) {
		return ""
	}
	return failed.Code
}

// MessageOf returns the API's own sentence of an error, for telling cases apart.
func MessageOf(err error) string {
	var failed *Error
	if !errors.As(err, &failed) {
		return ""
	}
	return failed.Message
}

// IsTokenRefused reports whether the access token no longer authorizes anything: it has expired, its sign-in was
// revoked, or its user was disabled or deleted. NotAuthorizedException also stands for a wrong password, and only the
// message tells them apart.
func IsTokenRefused(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) {
		return false
	}
	switch failed.Code {
	case "UserNotFoundException", "PasswordResetRequiredException", "UserNotConfirmedException":
		return true
	case "NotAuthorizedException":
		message := strings.ToLower(failed.Message)
		return strings.Contains(message, "access token") || strings.Contains(message, "disabled")
	}
	return false
}

// malformed is the error of an answer that lacks what every user has.
func malformed(operation string) error { return &Error{Operation: operation, Code: CodeMalformed} }

// call sends one operation with a user's access token, and reads the answer into output unless that is nil.
func (c *Client) call(ctx context.Context, operation string, token sensitive.Text, input map[string]any, output any) error {
	failed := func(code string) error { return &Error{Operation: operation, Code: code} }
	input["AccessToken"] = token.Reveal()
	body, err := json.Marshal(input)
	if err != nil {
		return failed(CodeMalformed)
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return failed(CodeMalformed)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	response, err := c.HTTP.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return failed(CodeTimeout)
		}
		return failed(CodeConnection)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil || len(answer) > maxAnswer {
		return failed(CodeConnection)
	}
	if response.StatusCode != http.StatusOK {
		return refusal(operation, answer)
	}
	if output != nil && json.Unmarshal(answer, output) != nil {
		return failed(CodeMalformed)
	}
	return nil
}

// refusal reads an error of the JSON protocol, whose type may have a prefix before "#".
//
// Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
func refusal(operation string, answer []byte) error {
	var said struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if json.Unmarshal(answer, &said) != nil || said.Type == "" {
		return &Error{Operation: operation, Code: CodeMalformed}
	}
	code := said.Type[strings.LastIndexByte(said.Type, '#')+1:]
	for _, c := range []byte(code) {
		if letter := c | 0x20; letter < 'a' || letter > 'z' {
			return &Error{Operation: operation, Code: CodeMalformed}
		}
	}
	return &Error{Operation: operation, Code: code, Message: said.Message}
}
