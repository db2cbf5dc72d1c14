package httplambda

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// ErrEvent is the class of errors about an event that this package does not serve.
var ErrEvent = errors.New("not an HTTP API event of payload format 2.0")

// event holds what is read of an event. All else in it, the authorizer's claims above all, is not looked at: nobody vouches for it.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type event struct {
	Version         string            `json:"version"`
	RouteKey        string            `json:"routeKey"`
	HTTPMethod      string            `json:"httpMethod"`
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []string          `json:"cookies"`
	Headers         map[string]string `json:"headers"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

func decodeEvent(payload []byte) (*event, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("reading the event: %w: %w", ErrEvent, err)
	}
	if e.Version == "1.0" || e.HTTPMethod != "" {
		return nil, fmt.Errorf("reading the event: %w: its format is 1.0; set payload_format_version of the integration to 2.0", ErrEvent)
	}
	if e.Version != "2.0" || e.RequestContext.HTTP.Method == "" {
		return nil, fmt.Errorf("reading the event: %w: it has version %q and method %q", ErrEvent, e.Version, e.RequestContext.HTTP.Method)
	}
	return &e, nil
}

func newRequest(ctx context.Context, payload []byte) (*http.Request, error) {
	e, err := decodeEvent(payload)
	if err != nil {
		return nil, err
	}
	body, length, err := e.body()
	if err != nil {
		return nil, err
	}
	r := (&http.Request{
		Method: e.RequestContext.HTTP.Method,
		// The gateway has decoded the path. Parsing it again would decode twice, and cut at a '?' or '#' that was escaped.
		URL:           &url.URL{Path: e.RawPath, RawQuery: e.RawQueryString},
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        e.header(),
		Body:          body,
		ContentLength: length,
		Host:          e.host(),
		RemoteAddr:    e.RequestContext.HTTP.SourceIP,
		Pattern:       e.RouteKey,
	}).WithContext(ctx)
	for name, value := range e.PathParameters {
		r.SetPathValue(name, value)
	}
	return r, nil
}

func (e *event) body() (io.ReadCloser, int64, error) {
	if e.Body == "" {
		return http.NoBody, 0, nil
	}
	if !e.IsBase64Encoded {
		return io.NopCloser(strings.NewReader(e.Body)), int64(len(e.Body)), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(e.Body)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the event's body: %w: %w", ErrEvent, err)
	}
	return io.NopCloser(strings.NewReader(string(decoded))), int64(len(decoded)), nil
}

// header gives each value as one, with the commas that the gateway joined repeated headers by: which comma was its own nobody can tell any more.
func (e *event) header() http.Header {
	header := make(http.Header, len(e.Headers)+1)
	values := make([]string, 0, len(e.Headers)+1)
	for name, value := range e.Headers {
		values = append(values, value)
		header[http.CanonicalHeaderKey(name)] = values[len(values)-1 : len(values) : len(values)]
	}
	if len(e.Cookies) > 0 {
		header["Cookie"] = []string{strings.Join(e.Cookies, "; ")}
	}
	return header
}

// host is never empty: checks that compare an Origin with the host would take an empty one for a match.
func (e *event) host() string {
	if host := e.Headers["host"]; host != "" {
		return host
	}
	if e.RequestContext.DomainName != "" {
		return e.RequestContext.DomainName
	}
	return "unknown.invalid"
}
