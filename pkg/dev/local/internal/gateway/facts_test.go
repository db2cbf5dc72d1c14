package gateway

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/routes"
)

// fact is one thing that an HTTP API does, and how that is known. The ledger is written from the facts.
type fact struct {
	name, aws string
	evidence  string // recorded, shown, documented or chosen, as in pkg/dev/local/contract
	source    string
	local     string // what this gateway does instead; "": the same

	method, target string // "": GET, /
	header         http.Header
	body, stage    string

	status int             // 0: the function is called
	got    func(event) any // what is compared
	want   any
}

const (
	recorded, shown, documented, chosen = "recorded", "shown", "documented", "chosen"

	voker     = "hotsock/voker, vokerhttp/testdata (captured 2026-07-10)"
	vokerPath = "hotsock/voker, vokerhttp/testdata/ingress-paths.json (captured 2026-09)"
	format    = "developer guide, Lambda integrations of HTTP APIs"
)

func rawPath(e event) any { return e.RawPath }

// paths are the facts about paths: what is sent, and what a function sees.
var paths = []fact{
	{
		name: "F-112 a blank", aws: "%20 becomes a blank", evidence: recorded, source: vokerPath,
		target: "/files/space%20value", got: rawPath, want: "/files/space value",
	},
	{
		name: "F-112 a slash", aws: "%2F becomes a slash, which parts the path", evidence: recorded, source: vokerPath,
		target: "/files/slash%2Fvalue", got: rawPath, want: "/files/slash/value",
	},
	{
		name: "F-112 letters", aws: "UTF-8 becomes letters", evidence: recorded, source: vokerPath,
		target: "/files/unicode-%CE%BB-%E4%B8%96%E7%95%8C", got: rawPath, want: "/files/unicode-λ-世界",
	},
	{
		name: "F-112 a number sign", aws: "%23 becomes #, and does not cut", evidence: recorded, source: vokerPath,
		target: "/files/hash%23value", got: rawPath, want: "/files/hash#value",
	},
	{
		name: "F-112 both paths", aws: "requestContext.http.path is decoded as rawPath is", evidence: recorded,
		source: vokerPath,
		target: "/files/a%252Fb%20c", got: func(e event) any { return e.RequestContext.HTTP.Path }, want: "/files/a/b c",
	},
	{
		name: "F-113 a question mark", aws: "%3F cuts the path", evidence: recorded, source: vokerPath,
		target: "/files/question%3Fvalue", got: rawPath, want: "/files/question",
	},
	{
		name: "F-113 what is cut off", aws: "the query stays what was sent as one", evidence: chosen, source: "no source",
		target: "/files/question%3Fvalue?a=b", got: func(e event) any { return e.RawQueryString }, want: "a=b",
	},
	{
		name: "F-114 a slash encoded twice", aws: "%252F becomes a slash", evidence: recorded, source: vokerPath,
		target: "/files/literal%252Fvalue", got: rawPath, want: "/files/literal/value",
	},
	{
		name: "F-114 a question mark encoded twice", aws: "%253F becomes a question mark, and does not cut",
		evidence: recorded,
		source:   vokerPath, target: "/files/literal%253Fvalue", got: rawPath, want: "/files/literal?value",
	},
	{
		name: "F-114 a percent sign encoded twice", aws: "%2525 becomes a percent sign", evidence: recorded,
		source: vokerPath,
		target: "/files/literal%2525value", got: rawPath, want: "/files/literal%value",
	},
	{
		name: "F-114 no third time", aws: "what is encoded three times stays encoded once", evidence: chosen,
		source: "from %2525, which becomes a percent sign", target: "/files/a%25252Fb", got: rawPath, want: "/files/a%2Fb",
	},
	{
		name: "F-114 a path parameter", aws: "is decoded as the path is", evidence: chosen, source: "as in rawPath",
		target: "/admin/users/a%2540b", got: func(e event) any { return e.PathParameters["sub"] }, want: "a@b",
	},
	{
		name: "F-114 the route", aws: "is found by the path that the function sees", evidence: chosen,
		source: "as in rawPath",
		target: "/admin%252Fusers", got: func(e event) any { return e.RouteKey }, want: "GET /admin/users",
	},
	{
		name: "F-115 a percent sign that means nothing the second time", aws: "is refused; no function is called",
		evidence: recorded, source: vokerPath, local: "with status 400, which was not recorded",
		target: "/files/percent%25done", status: http.StatusBadRequest,
	},
	{
		name: "F-115 a percent sign at the end", aws: "is refused as well", evidence: chosen, source: "as above",
		target: "/files/percent%25", status: http.StatusBadRequest,
	},
	{
		name: "F-120 a named stage", aws: "begins the path", evidence: recorded, source: "a public capture (2023-05-14)",
		stage: "prod", target: "/prod/admin/users", got: rawPath, want: "/prod/admin/users",
	},
	{
		name: "F-120 the key of a route at a named stage", aws: "lacks the stage", evidence: recorded,
		source: "a public capture (2023-05-14)",
		stage:  "prod", target: "/prod/admin/users", got: func(e event) any { return e.RouteKey }, want: "GET /admin/users",
	},
	{
		name: "F-120 the name of a stage", aws: "is in requestContext.stage", evidence: recorded,
		source: "a public capture (2023-05-14)",
		stage:  "prod", target: "/prod", got: func(e event) any { return e.RequestContext.Stage + " " + e.RouteKey },
		want: "prod GET /",
	},
	{
		name: "F-120 a path outside the stage", aws: "is 404 Not Found", evidence: documented,
		source: "developer guide, Stages for HTTP APIs",
		stage:  "prod", target: "/admin/users", status: http.StatusNotFound,
	},
	{
		name: "F-120 a path that begins like the stage", aws: "is 404 Not Found", evidence: chosen, source: "as above",
		stage: "prod", target: "/product", status: http.StatusNotFound,
	},
}

// parts are the facts about the rest of an event.
var parts = []fact{
	{
		name: "F-111 cookies", aws: "are a list", evidence: recorded, source: voker,
		header: http.Header{"Cookie": {"session=abc; theme=dark"}}, got: func(e event) any { return e.Cookies },
		want: []string{"session=abc", "theme=dark"},
	},
	{
		name: "F-111 the header of cookies", aws: "is not there", evidence: recorded, source: voker,
		header: http.Header{"Cookie": {"session=abc"}}, got: func(e event) any { return e.Headers["cookie"] }, want: "",
	},
	{
		name: "F-117 the raw query", aws: "stays as it was sent", evidence: recorded, source: voker,
		target: "/?repeat=one&repeat=two&to=%2Fa&plus=a+b&empty=",
		got:    func(e event) any { return e.RawQueryString }, want: "repeat=one&repeat=two&to=%2Fa&plus=a+b&empty=",
	},
	{
		name: "F-117 parameters", aws: "are decoded once, repeated ones joined by a comma, empty ones kept",
		evidence: recorded, source: voker,
		target: "/?repeat=one&repeat=two&to=%252Fa&plus=a+b&encoded=a%2Bb&empty=",
		got:    func(e event) any { return e.QueryStringParameters },
		want:   map[string]string{"repeat": "one,two", "to": "%2Fa", "plus": "a b", "encoded": "a+b", "empty": ""},
	},
	{
		name: "F-118 repeated headers", aws: "are joined by a comma without a blank; names are in lower case",
		evidence: recorded, source: voker,
		header: http.Header{"X-Probe": {"first", "second"}}, got: func(e event) any { return e.Headers["x-probe"] },
		want: "first,second",
	},
	{
		name: "F-118 the length of an empty body", aws: "content-length is 0", evidence: recorded,
		source: "a public capture (2023-05-14)",
		got:    func(e event) any { return e.Headers["content-length"] }, want: "0",
	},
	{
		name: "F-118 the length of a body", aws: "is counted before base64", evidence: recorded, source: voker,
		method: http.MethodPost,
		target: "/form", body: "ä", header: http.Header{"Content-Type": {"application/json"}},
		got: func(e event) any { return e.Headers["content-length"] + e.Body }, want: "2ä",
	},
	{
		name: "F-119 the id of a request", aws: "is 15 letters, digits, - or _ and an equals sign", evidence: recorded,
		source: voker,
		got:    func(e event) any { return matches(`^[\w-]{15}=$`, e.RequestContext.RequestID) }, want: true,
	},
	{
		name: "F-119 the time", aws: "is written as in the log of a web server", evidence: recorded, source: voker,
		got: func(e event) any { return e.RequestContext.Time }, want: "12/Mar/2026:19:03:58 +0000",
	},
	{
		name: "F-119 the id of a trace", aws: "is the second and 24 digits, both hexadecimal", evidence: recorded,
		source: voker,
		got:    func(e event) any { return matches(`^Root=1-69b30e1e-[0-9a-f]{24}$`, e.Headers["x-amzn-trace-id"]) }, want: true,
	},
	{
		name: "F-119 the default route", aws: "has the key $default", evidence: recorded, source: voker,
		target: "/files-and-more", got: func(e event) any { return e.RouteKey }, want: "$default",
	},
	{
		name: "A form", aws: "comes as base64", evidence: documented, source: format, method: http.MethodPost,
		target: "/form", body: "a=b",
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		got:    func(e event) any { return []any{e.Body, e.IsBase64Encoded} },
		want:   []any{base64.StdEncoding.EncodeToString([]byte("a=b")), true},
	},
	{
		name: "HEAD", aws: "needs a route for HEAD", evidence: documented,
		source: "developer guide, Routes for HTTP APIs", method: http.MethodHead,
		local: "each GET route implies one, as in the deployment",
		got:   func(e event) any { return e.RouteKey + " " + e.RequestContext.HTTP.Method }, want: "HEAD / HEAD",
	},
	{
		name: "Request line and headers", aws: "of more than 10,240 bytes are refused", evidence: documented,
		source: "Quotas of HTTP APIs",
		local:  "with status 431, which is not documented",
		header: http.Header{"X": {strings.Repeat("x", MaxRequestLineAndHeaders)}},
		status: http.StatusRequestHeaderFieldsTooLarge,
	},
}

func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }

func facts() []fact { return append(append([]fact{}, paths...), parts...) }

func (f fact) request() *http.Request {
	method, target := f.method, f.target
	if method == "" {
		method = http.MethodGet
	}
	if target == "" {
		target = "/"
	}
	r := httptest.NewRequest(method, target, strings.NewReader(f.body))
	if f.header != nil {
		r.Header = f.header.Clone()
	}
	return r
}

// TestGatewayDoesWhatAnHTTPAPIDoes_F112: each fact of the ledger.
func TestGatewayDoesWhatAnHTTPAPIDoes_F112(t *testing.T) {
	table, err := routes.Parse([]byte(strings.TrimSuffix(list, "\n}") +
		`, "nothing": {"routes": ["$default"], "auth": "public"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts() {
		t.Run(f.name, func(t *testing.T) {
			e := &echo{}
			answer := serve(newGateway(t, e, func(o *Options) {
				o.Stage, o.Table = f.stage, func() (routes.Table, error) { return table, nil }
			}), f.request())
			if f.status != 0 {
				if answer.StatusCode != f.status || len(e.events) != 0 {
					t.Errorf("status %d after %d calls, want %d", answer.StatusCode, len(e.events), f.status)
				}
				return
			}
			if len(e.events) != 1 {
				t.Fatalf("status %d, and no function was called", answer.StatusCode)
			}
			if got := f.got(e.events[0]); !reflect.DeepEqual(got, f.want) {
				t.Errorf("got %q, want %q", got, f.want)
			}
		})
	}
}
