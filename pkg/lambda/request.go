package lambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func newRequest(ctx context.Context, payload []byte) (*http.Request, error) {
	e, err := decodeEvent(payload)
	if err != nil {
		return nil, err
	}
	body, length, err := e.reader()
	if err != nil {
		return nil, err
	}
	r := (&http.Request{
		Method: e.method,
		// The gateway has decoded the path. Parsing it would decode it twice, and cut it at a '?' or '#' that was
		// escaped.
		URL:           &url.URL{Path: e.path(), RawQuery: e.rawQueryString},
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        e.header(),
		Body:          body,
		ContentLength: length,
		Host:          e.host(),
		RemoteAddr:    e.sourceIP,
		Pattern:       e.routeKey,
	}).WithContext(ctx)
	for _, parameter := range e.pathParameters {
		r.SetPathValue(parameter.name, parameter.value)
	}
	return r, nil
}

// defaultStage is the name of the stage that is not part of a path.
const defaultStage = "$default"

// path is the path as the routes have it. The gateway puts the name of any other stage than $default before it, though
// not before the route's key. A site at such a stage has to be reached by an address that hides it, as behind a CDN,
// because its links begin at the root.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
func (e *event) path() string {
	if e.stage == "" || e.stage == defaultStage {
		return e.rawPath
	}
	rest, found := strings.CutPrefix(e.rawPath, "/"+e.stage)
	_, route, _ := strings.Cut(e.routeKey, " ")
	switch {
	case !found || rest != "" && rest[0] != '/' || route == e.rawPath:
		return e.rawPath
	case rest == "":
		return "/"
	case strings.Count(route, "/") == strings.Count(e.rawPath, "/") && !strings.HasSuffix(route, "+}"):
		return e.rawPath // by a domain of the site's own, whose paths lack the stage, to a route that begins with a name like it
	}
	return rest
}

func (e *event) reader() (io.ReadCloser, int64, error) {
	if e.body == "" {
		return http.NoBody, 0, nil
	}
	if !e.isBase64Encoded {
		return io.NopCloser(strings.NewReader(e.body)), int64(len(e.body)), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(e.body)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the event's body: %w: %w", ErrEvent, err)
	}
	return io.NopCloser(bytes.NewReader(decoded)), int64(len(decoded)), nil
}

// header returns each value as it came, with the commas by which the gateway has joined repeated headers: nobody can
// tell them from the commas of a value.
func (e *event) header() http.Header {
	header := make(http.Header, len(e.headers)+1)
	values := make([]string, 0, len(e.headers)+1)
	add := func(name, value string) {
		values = append(values, value)
		header[name] = values[len(values)-1 : len(values) : len(values)]
	}
	for _, f := range e.headers {
		add(canonicalHeader(f.name), f.value)
	}
	if len(e.cookies) > 0 {
		add("Cookie", strings.Join(e.cookies, "; "))
	}
	return header
}

// canonicalHeader is http.CanonicalHeaderKey, which allocates for each name that it does not know. These names come
// with every request of a browser.
func canonicalHeader(name string) string {
	switch name {
	case "sec-fetch-dest":
		return "Sec-Fetch-Dest"
	case "sec-fetch-mode":
		return "Sec-Fetch-Mode"
	case "sec-fetch-site":
		return "Sec-Fetch-Site"
	case "sec-fetch-user":
		return "Sec-Fetch-User"
	case "sec-ch-ua":
		return "Sec-Ch-Ua"
	case "sec-ch-ua-mobile":
		return "Sec-Ch-Ua-Mobile"
	case "sec-ch-ua-platform":
		return "Sec-Ch-Ua-Platform"
	case "upgrade-insecure-requests":
		return "Upgrade-Insecure-Requests"
	case "x-amzn-trace-id":
		return "X-Amzn-Trace-Id"
	case "x-forwarded-port":
		return "X-Forwarded-Port"
	case "x-forwarded-proto":
		return "X-Forwarded-Proto"
	}
	return http.CanonicalHeaderKey(name)
}

// host is never empty: checks that compare an Origin with the host would match an empty one.
func (e *event) host() string {
	for _, f := range slices.Backward(e.headers) {
		if f.name == "host" && f.value != "" {
			return f.value
		}
	}
	if e.domainName != "" {
		return e.domainName
	}
	return "unknown.invalid"
}
