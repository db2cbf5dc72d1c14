package lambda

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// eventWith is an event as the gateway sends it, with some members replaced; nil removes one.
func eventWith(t testing.TB, changes map[string]any) []byte {
	t.Helper()
	e := map[string]any{
		"version": "2.0", "routeKey": "GET /profile", "rawPath": "/profile", "rawQueryString": "a=1&b=%2F",
		"headers": map[string]string{"host": "www.example.com", "user-agent": "test"},
		"requestContext": map[string]any{
			"domainName": "abc.execute-api.eu-west-1.amazonaws.com",
			"http":       map[string]string{"method": "GET", "path": "/profile", "sourceIp": "192.0.2.7"},
			"authorizer": map[string]any{"jwt": map[string]any{"claims": map[string]string{"sub": "forged"}}},
		},
		"isBase64Encoded": false,
	}
	maps.Copy(e, changes)
	for name, value := range changes {
		if value == nil {
			delete(e, name)
		}
	}
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func method(name string) map[string]any {
	return map[string]any{"http": map[string]string{"method": name}}
}

func TestRequestOfAnEvent_SEC083_R66(t *testing.T) {
	tests := []struct {
		name    string
		changes map[string]any
		check   func(r *http.Request, body string) bool
	}{
		{"as it comes", nil, func(r *http.Request, body string) bool {
			return r.Method == "GET" && r.URL.Path == "/profile" && r.URL.RawQuery == "a=1&b=%2F" &&
				r.Pattern == "GET /profile" && body == "" && r.ContentLength == 0
		}},
		{
			"the path is not decoded again", map[string]any{"rawPath": "/a%2fb%41"},
			func(r *http.Request, _ string) bool { return r.URL.Path == "/a%2fb%41" },
		},
		{"a decoded question mark stays in the path (Q-43)", map[string]any{"rawPath": "/public?/../admin/"},
			func(r *http.Request, _ string) bool {
				return r.URL.Path == "/public?/../admin/" && r.URL.RawQuery == "a=1&b=%2F"
			}},
		{"a decoded hash stays in the path (Q-43)", map[string]any{"rawPath": "/admin#x"},
			func(r *http.Request, _ string) bool {
				return r.URL.Path == "/admin#x" && r.URL.Fragment == ""
			}},
		{"an absolute address is a path", map[string]any{"rawPath": "http://evil.example/admin/"},
			func(r *http.Request, _ string) bool {
				return r.URL.Path == "http://evil.example/admin/" && r.URL.Host == "" && r.Host == "www.example.com"
			}},
		{
			"the query is not touched", map[string]any{"rawQueryString": "x=%zz;y&x=1"},
			func(r *http.Request, _ string) bool { return r.URL.RawQuery == "x=%zz;y&x=1" },
		},
		{"joined header values stay one", map[string]any{"headers": map[string]string{"authorization": "Bearer a, Bearer b", "accept": "a, b"}}, func(r *http.Request, _ string) bool {
			return len(r.Header["Authorization"]) == 1 && r.Header.Get("Authorization") == "Bearer a, Bearer b" &&
				len(r.Header["Accept"]) == 1
		}},
		{"cookies of a header, as some local tools send them (R-66)",
			map[string]any{"headers": map[string]string{"cookie": "a=1; b=2"}}, func(r *http.Request, _ string) bool {
				return len(r.Header["Cookie"]) == 1 && r.Header.Get("Cookie") == "a=1; b=2"
			}},
		{"cookies of a header in capitals, and an empty array (R-66)",
			map[string]any{"headers": map[string]string{"Cookie": "a=1; b=2"}, "cookies": []string{}},
			func(r *http.Request, _ string) bool {
				return len(r.Header["Cookie"]) == 1 && r.Header.Get("Cookie") == "a=1; b=2"
			}},
		{"cookies of both count once, as a Function URL sends them (R-66)",
			map[string]any{"headers": map[string]string{"cookie": "a=1; b=2"}, "cookies": []string{"a=1", "b=2"}},
			func(r *http.Request, _ string) bool {
				return len(r.Header["Cookie"]) == 1 && r.Header.Get("Cookie") == "a=1; b=2"
			}},
		{"cookies come from their array (R-66)", map[string]any{"cookies": []string{"a=1", "b=2, 3"}},
			func(r *http.Request, _ string) bool {
				return len(r.Header["Cookie"]) == 1 && r.Header.Get("Cookie") == "a=1; b=2, 3"
			}},
		{"no cookies", nil, func(r *http.Request, _ string) bool { _, there := r.Header["Cookie"]; return !there }},
		{"a plain body", map[string]any{"body": "a=ä", "requestContext": method("POST")},
			func(r *http.Request, body string) bool {
				return r.Method == "POST" && body == "a=ä" && r.ContentLength == 4
			}},
		{
			"a base64 body", map[string]any{"body": "AP8=", "isBase64Encoded": true},
			func(r *http.Request, body string) bool { return body == "\x00\xff" && r.ContentLength == 2 },
		},
		{"path parameters", map[string]any{"pathParameters": map[string]string{"sub": "a/b", "action": "delete"}},
			func(r *http.Request, _ string) bool {
				return r.PathValue("sub") == "a/b" && r.PathValue("action") == "delete" && r.PathValue("other") == ""
			}},
		{"the address is the gateway's word, not a header's (SEC-084)",
			map[string]any{"headers": map[string]string{"x-forwarded-for": "203.0.113.9",
				"x-forwarded-host": "evil.example"}}, func(r *http.Request, _ string) bool {
				return r.RemoteAddr == "192.0.2.7" && r.Host == "abc.execute-api.eu-west-1.amazonaws.com"
			}},
		{
			"the host is never empty", map[string]any{"headers": nil, "requestContext": method("GET")},
			func(r *http.Request, _ string) bool { return r.Host == "unknown.invalid" },
		},
		{
			"an empty host header is none",
			map[string]any{"headers": map[string]string{"host": ""}, "requestContext": method("GET")},
			func(r *http.Request, _ string) bool { return r.Host == "unknown.invalid" },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := newRequest(t.Context(), eventWith(t, tt.changes))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r.Body)
			if err != nil || !tt.check(r, string(body)) {
				t.Errorf("%s %q ?%q host %q from %q, headers %v, %d bytes %q (%v)",
					r.Method, r.URL.Path, r.URL.RawQuery, r.Host, r.RemoteAddr, r.Header, r.ContentLength, body, err)
			}
		})
	}
}

// TestNothingVouchesForTheAuthorizer: claims of the authorizer do not get into the request.
func TestNothingVouchesForTheAuthorizer_SEC036(t *testing.T) {
	r, err := newRequest(t.Context(), eventWith(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range r.Header {
		if strings.Contains(strings.Join(values, ""), "forged") {
			t.Errorf("header %s holds a claim of the event", name)
		}
	}
}

func TestEventsThatAreRefused(t *testing.T) {
	tests := []struct{ name, event, want string }{
		{"nothing", ``, ""},
		{"no JSON", `GET / HTTP/1.1`, ""},
		{"an array", `[]`, ""},
		{"an empty object", `{}`, `version ""`},
		{"null", `null`, `version ""`},
		{"format 1.0", `{"version":"1.0","httpMethod":"GET","path":"/"}`, "payload_format_version"},
		{"format 1.0 of a REST API, which has no version", `{"httpMethod":"GET","path":"/"}`, "payload_format_version"},
		{"no method", `{"version":"2.0","rawPath":"/"}`, `method ""`},
		{"a trigger's event", `{"version":"1","triggerSource":"PostConfirmation_ConfirmSignUp"}`, `version "1"`},
		{"a later format", `{"version":"3.0","requestContext":{"http":{"method":"GET"}}}`, `version "3.0"`},
		{"a path of another type", `{"version":"2.0","rawPath":5,"requestContext":{"http":{"method":"GET"}}}`, ""},
		{
			"a body that is no base64",
			`{"version":"2.0","rawPath":"/","body":"*","isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}}}`,
			"body",
		},
	}
	adapter := &Adapter{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := adapter.Invoke(t.Context(), []byte(tt.event))
			if !errors.Is(err, ErrEvent) || !strings.Contains(err.Error(), tt.want) || answer != nil {
				t.Errorf("answer %q, error %v", answer, err)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	if id := RequestID(t.Context()); id != "" {
		t.Errorf("outside Lambda the id is %q", id)
	}
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "4f1e"})
	if id := RequestID(ctx); id != "4f1e" {
		t.Errorf("the id is %q", id)
	}
}

func FuzzNewRequest(f *testing.F) {
	f.Add(eventWith(f, nil))
	f.Add(eventWith(f, map[string]any{"body": "AP8=", "isBase64Encoded": true, "cookies": []string{"a=b"}}))
	f.Add([]byte(`{"version":"2.0","requestContext":{"http":{"method":"\u0000"}}}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := newRequest(t.Context(), payload)
		if err != nil {
			if !errors.Is(err, ErrEvent) {
				t.Fatalf("an error of another class: %v", err)
			}
			return
		}
		if body, err := io.ReadAll(r.Body); err != nil || int64(len(body)) != r.ContentLength || r.Host == "" ||
			r.Method == "" {
			t.Errorf("%d bytes announced, %d read (%v); host %q, method %q", r.ContentLength, len(body), err,
				r.Host, r.Method)
		}
	})
}

// TestStageIsNoPartOfThePath: the gateway writes the name of a stage before the path (F-120), and not before the
// route's key.
func TestStageIsNoPartOfThePath_F120(t *testing.T) {
	tests := []struct{ name, stage, routeKey, rawPath, want string }{
		{"no stage in the path", "$default", "GET /profile", "/profile", "/profile"},
		{"no stage in the event", "", "GET /profile", "/profile", "/profile"},
		{"a route", "prod", "GET /profile", "/prod/profile", "/profile"},
		{"the home page", "prod", "GET /", "/prod/", "/"},
		{"the home page without a slash", "prod", "GET /", "/prod", "/"},
		{"a parameter", "prod", "GET /admin/users/{sub}", "/prod/admin/users/7", "/admin/users/7"},
		{"a greedy parameter", "prod", "GET /files/{path+}", "/prod/files/a/b", "/files/a/b"},
		{"no route", "prod", "$default", "/prod/nothing", "/nothing"},
		{"a stage like the API", "api", "GET /auth/login", "/api/auth/login", "/auth/login"},
		{"the API at a stage like it", "api", "GET /api/me", "/api/api/me", "/api/me"},
		{"the API at a stage like it, by the site's own domain", "api", "GET /api/me", "/api/me", "/api/me"},
		{"a page with the name of its stage", "profile", "GET /profile", "/profile", "/profile"},
		{"that page at its stage", "profile", "GET /profile", "/profile/profile", "/profile"},
		{"another path that begins alike", "pro", "GET /profile", "/profile", "/profile"},
		{"by a domain whose paths lack it", "prod", "GET /profile", "/profile", "/profile"},
		{"the stage once", "prod", "$default", "/prod/prod/x", "/prod/x"},
		{"two slashes stay (Q-42)", "prod", "$default", "/prod//evil.example", "//evil.example"},
		{"no slash in front", "prod", "$default", "prod/x", "prod/x"},
		{"the default stage's name in a path", "$default", "$default", "/$default/x", "/$default/x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := newRequest(t.Context(), eventWith(t, map[string]any{
				"routeKey": tt.routeKey, "rawPath": tt.rawPath, "requestContext": map[string]any{"stage": tt.stage,
					"http": map[string]string{"method": "GET"}},
			}))
			if err != nil || r.URL.Path != tt.want || r.Pattern != tt.routeKey {
				t.Errorf("path %q for %q, want %q (%v)", r.URL.Path, r.Pattern, tt.want, err)
			}
		})
	}
}
