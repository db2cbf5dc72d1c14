// Package awsjson calls AWS services that speak the JSON protocol, with net/http and a signature of its own, for what
// must stay small and start fast: the read of the client secret, the guard's question whether a session has ended, and
// the few calls of the user pool that a visitor's own pages and a trigger make. The service clients of the SDK are
// 0.5 to 1.2 MB in a zip for the same call. It must not link the SDK, look for credentials
// anywhere but in the environment, follow a redirect, or put what a service says into an error: it may repeat what was
// sent.
//
// Sources: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html,
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
package awsjson

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// Action is one operation of a service, written as in a policy: "ssm:GetParameter". Write actions as constants: a test
// compares those that a function can reach with the rights of its role.
type Action string

// service is the part before the colon, which is also the first label of the host.
func (a Action) service() string {
	name, _, _ := strings.Cut(string(a), ":")
	return name
}

func (a Action) operation() string {
	_, name, _ := strings.Cut(string(a), ":")
	return name
}

// protocol is how a service wants to be called. The endpoint is the end of the name of the variable that may replace
// its address.
type protocol struct{ target, contentType, endpoint string }

// protocolOf returns the protocol of a service. It is no map: that would be made at every start.
func protocolOf(service string) (of protocol, known bool) {
	switch service {
	case "cognito-idp":
		return protocol{"AWSCognitoIdentityProviderService", "application/x-amz-json-1.1", "COGNITO_IDENTITY_PROVIDER"}, true
	case "dynamodb":
		return protocol{"DynamoDB_20120810", "application/x-amz-json-1.0", "DYNAMODB"}, true
	case "ssm":
		return protocol{"AmazonSSM", "application/x-amz-json-1.1", "SSM"}, true
	}
	return protocol{}, false
}

// maxAnswer bounds what is read of an answer, in bytes. The largest that is read is a page of a user's groups: 60, with
// a description and the name of a role of 2 KB each.
const maxAnswer = 512 << 10

// Limits bound a call. A visitor waits for it.
type Limits struct {
	Attempt  time.Duration // for one attempt
	Attempts int           // at least 1
	Backoff  time.Duration // the most between two attempts
}

// Usual are the limits of a call that a visitor waits for, or a user pool, which gives its trigger five seconds.
var Usual = Limits{Attempt: 2 * time.Second, Attempts: 3, Backoff: 200 * time.Millisecond}

// Client calls services in the region of a function, with its credentials. It may be used concurrently.
type Client struct {
	Getenv func(string) string
	Region string // "": AWS_REGION
	HTTP   *http.Client
	Limits Limits
	Now    func() time.Time
	Pause  func(ctx context.Context, most time.Duration) // waits for a random part of the time
}

// New returns a client that reads the environment at each call: region, credentials and endpoint. Connections are kept,
// because a TLS handshake takes longer than a call.
func New(getenv func(string) string, limits Limits) *Client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DisableCompression: true,
		MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute,
	}
	return &Client{Getenv: getenv, Limits: limits, Now: time.Now, Pause: pause, HTTP: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// In returns a client of another region, "" for that of the function: a user pool may be elsewhere. The two share their
// connections.
func (c *Client) In(region string) *Client {
	other := *c
	other.Region = region
	return &other
}

// pause waits with full jitter, so that instances that were throttled together do not come back together.
//
// Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
func pause(ctx context.Context, most time.Duration) {
	timer := time.NewTimer(rand.N(most + 1))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Call sends the input, a JSON object, and returns the answer, a JSON text, or "" for none. It tries again after
// throttling, failures of the service and of the network, so that an action must be one that may be carried out twice.
// Every error is an *Error.
func (c *Client) Call(ctx context.Context, action Action, input string) (answer string, err error) {
	for attempt := 1; ; attempt++ {
		answer, failed := c.attempt(ctx, action, input)
		if failed == nil {
			return answer, nil
		}
		if attempt >= c.Limits.Attempts || !failed.temporary() || ctx.Err() != nil {
			return "", failed
		}
		c.Pause(ctx, c.Limits.Backoff)
		if ctx.Err() != nil {
			return "", failed
		}
	}
}

// attempt makes the call once.
func (c *Client) attempt(ctx context.Context, action Action, input string) (string, *Error) {
	ctx, cancel := context.WithTimeout(ctx, c.Limits.Attempt)
	defer cancel()
	request, err := c.request(ctx, action, input)
	if err != nil {
		return "", failure(action, err)
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		if ctx.Err() != nil { // the next attempt must not wait on a connection that died while the function was frozen
			c.HTTP.CloseIdleConnections()
		}
		return "", failure(action, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return "", failure(action, err)
	case response.StatusCode != http.StatusOK:
		return "", &Error{Action: action, Status: response.StatusCode, Code: codeOf(response, string(body))}
	case len(body) > maxAnswer || response.Header.Get("Content-Encoding") != "" || !isAnswer(body):
		return "", &Error{Action: action, Status: response.StatusCode, Code: CodeAnswer}
	}
	return string(body), nil
}

// isAnswer reports whether a body begins like an object, or is empty. Callers that want nothing of an answer would take a
// page of somebody in between for success.
func isAnswer(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) == 0 || body[0] == '{'
}

var errRegion = errors.New("AWS_REGION is not set; Lambda sets it")

// request makes the signed request of an action.
func (c *Client) request(ctx context.Context, action Action, input string) (*http.Request, error) {
	spoken, known := protocolOf(action.service())
	if !known {
		return nil, fmt.Errorf("the protocol of the service in %q is not known", action)
	}
	region := c.Region
	if region == "" {
		region = c.Getenv("AWS_REGION")
	}
	if region == "" {
		return nil, errRegion
	}
	keys, err := credentialsOf(c.Getenv)
	if err != nil {
		return nil, err
	}
	address, err := endpoint(c.Getenv, action.service(), spoken.endpoint, region)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/", strings.NewReader(input))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	request.Header.Set("Content-Type", spoken.contentType)
	request.Header.Set("X-Amz-Target", spoken.target+"."+action.operation())
	request.Header.Set("Accept-Encoding", "identity")
	sign(request, input, keys, scope{region: region, service: action.service(), at: c.Now()})
	return request, nil
}
