package webtest

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
)

// Request is a request of a browser or a program.
type Request struct {
	Method, Path, Query, RouteKey string
	Headers                       map[string]string // names in lower case, as the gateway passes them on
	Cookies                       []string          // each "name=value"
	Body                          string
	PathParameters                map[string]string
	Stage                         string // of the API; "" is $default, whose name does not stand in the path
}

// Navigate is a browser that opens an address of the site: a path with or without a query, as in a link.
func Navigate(address string, cookies ...string) Request {
	r := Get(address, cookies...)
	return r.With("sec-fetch-mode", "navigate").With("sec-fetch-dest", "document").With("sec-fetch-site",
		"none").With("accept", "text/html,*/*;q=0.8")
}

// Get is a client that says nothing about itself.
func Get(address string, cookies ...string) Request {
	path, query, _ := strings.Cut(address, "?")
	path = handedOn(path)
	return Request{Method: "GET", Path: path, Query: query, Headers: map[string]string{"host": "app.example.com",
		"user-agent": "webtest"}, Cookies: cookies}
}

// handedOn is the path as the gateway hands it on: decoded, cut at an escaped question mark, and decoded again (F-113,
// F-114). One that the gateway refuses stays as it is.
func handedOn(path string) string {
	once, err := url.PathUnescape(path)
	once, _, _ = strings.Cut(once, "?")
	twice, again := url.PathUnescape(once)
	if err != nil || again != nil {
		return path
	}
	return twice
}

// Submit is a browser that sends a form of the site itself.
func Submit(address string, form url.Values, cookies ...string) Request {
	r := Navigate(address, cookies...).With("origin", BaseURL).With("sec-fetch-site",
		"same-origin").With("content-type", "application/x-www-form-urlencoded")
	r.Method, r.Body = "POST", form.Encode()
	return r
}

// PostJSON is a program that sends JSON to an API. It says nothing about itself.
func PostJSON(address, body string, cookies ...string) Request {
	r := Get(address, cookies...).With("content-type", "application/json")
	r.Method, r.Body = "POST", body
	return r
}

// To is the request as the gateway passes it on to a route with parameters: Get("/reports/7").To("GET /reports/{id}").
// A path that the route does not match is passed on without them.
func (r Request) To(key string) Request {
	r.RouteKey, r.PathParameters = key, map[string]string{}
	_, pattern, _ := strings.Cut(key, " ")
	segments := strings.Split(r.Path, "/")
	for i, name := range strings.Split(pattern, "/") {
		if strings.HasPrefix(name, "{") && i < len(segments) {
			r.PathParameters[strings.Trim(name, "{}")] = segments[i]
		}
	}
	return r
}

// With sets a header; an empty value takes it away.
func (r Request) With(name, value string) Request {
	r.Headers = maps.Clone(r.Headers)
	r.Headers[name] = value
	if value == "" {
		delete(r.Headers, name)
	}
	return r
}

// WithMethod changes the method.
func (r Request) WithMethod(method string) Request {
	r.Method = method
	return r
}

// Bearer adds an access token as RFC 6750 wants it.
func (r Request) Bearer(token string) Request { return r.With("authorization", "Bearer "+token) }

// event is the request in payload format 2.0.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func (r Request) event() ([]byte, error) {
	key := r.RouteKey
	if key == "" {
		key = r.Method + " " + r.Path
	}
	stage, path := "$default", r.Path
	if r.Stage != "" {
		stage, path = r.Stage, "/"+r.Stage+r.Path
	}
	e := map[string]any{
		"version": "2.0", "routeKey": key, "rawPath": path, "rawQueryString": r.Query, "headers": r.Headers,
		"isBase64Encoded": false,
		"requestContext": map[string]any{
			"accountId": "123456789012", "domainName": "app.example.com", "requestId": "gateway-id", "stage": stage,
			"http": map[string]string{"method": r.Method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7",
				"userAgent": "webtest"},
			// On a route without an authorizer this value is unverified.
			"authorizer": map[string]any{"jwt": map[string]any{"claims": map[string]string{"sub": "forged-subject",
				"cognito:groups": "[admin]"}}},
		},
	}
	if len(r.Cookies) > 0 {
		e["cookies"] = r.Cookies
	}
	if r.Body != "" {
		e["body"] = r.Body
	}
	if r.PathParameters != nil {
		e["pathParameters"] = r.PathParameters
	}
	return json.Marshal(e)
}
