package terraform_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// recorder stands between Terraform and the emulator and writes down which IAM actions the calls are.
type recorder struct {
	environ []string

	mu    sync.Mutex
	seen  map[string]bool
	hooks map[string]func() // what happens before a call, by its action
}

// record starts a recorder in front of the emulator.
func record(t *testing.T, e emulator) *recorder {
	t.Helper()
	target, err := url.Parse(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{seen: map[string]bool{}, hooks: map[string]func(){}}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		request.Body = io.NopCloser(bytes.NewReader(body))
		r.note(actionOf(request, string(body)))
		proxy.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	r.environ = emulator{URL: server.URL}.Environ()
	return r
}

func (r *recorder) note(action string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[action] = true
	if hook := r.hooks[action]; hook != nil {
		hook()
	}
}

// before sets what happens before each call of an action; nil: nothing.
func (r *recorder) before(action string, hook func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hooks[action] = hook
}

// actions are the actions so far, sorted.
func (r *recorder) actions() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var actions []string
	for action := range r.seen {
		actions = append(actions, action)
	}
	slices.Sort(actions)
	return actions
}

var (
	signedFor = regexp.MustCompile(`Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request`)
	serviceOf = map[string]string{"monitoring": "cloudwatch", "email": "ses"}
)

// actionOf is the IAM action of a signed call: of the protocols JSON and Query by the name that the call has, of REST
// by method and path.
func actionOf(request *http.Request, body string) string {
	service := "unsigned"
	if found := signedFor.FindStringSubmatch(request.Header.Get("Authorization")); found != nil {
		service = orSame(serviceOf[found[1]], found[1])
	}
	if target := request.Header.Get("X-Amz-Target"); target != "" {
		return service + ":" + target[strings.LastIndex(target, ".")+1:]
	}
	if form, err := url.ParseQuery(body); err == nil && form.Get("Action") != "" {
		return service + ":" + form.Get("Action")
	}
	if service == "apigateway" { // the rights to it are those of HTTP
		if request.Method == http.MethodPost && strings.HasPrefix(request.URL.Path, "/v2/tags/") {
			return "apigateway:TagResource"
		}
		return service + ":" + request.Method
	}
	for _, route := range restActions {
		if route.service == service && route.method == request.Method && route.path.MatchString(request.URL.Path) &&
			(route.query == "" || request.URL.Query().Has(route.query)) {
			return service + ":" + route.action
		}
	}
	return fmt.Sprintf("%s: %s %s", service, request.Method, request.URL.Path)
}

type restAction struct {
	service, method string
	path            *regexp.Regexp
	query, action   string
}

// restActions are the REST calls that the provider makes for this deployment, as in the API references of the services.
var restActions = []restAction{
	rest("lambda", "POST", `/functions`, "CreateFunction"),
	rest("lambda", "GET", `/functions/[^/]+`, "GetFunction"),
	rest("lambda", "DELETE", `/functions/[^/]+`, "DeleteFunction"),
	rest("lambda", "PUT", `/functions/[^/]+/code`, "UpdateFunctionCode"),
	rest("lambda", "PUT", `/functions/[^/]+/configuration`, "UpdateFunctionConfiguration"),
	rest("lambda", "GET", `/functions/[^/]+/configuration`, "GetFunctionConfiguration"),
	rest("lambda", "GET", `/functions/[^/]+/versions`, "ListVersionsByFunction"),
	rest("lambda", "GET", `/functions/[^/]+/code-signing-config`, "GetFunctionCodeSigningConfig"),
	rest("lambda", "PUT", `/functions/[^/]+/concurrency`, "PutFunctionConcurrency"),
	rest("lambda", "DELETE", `/functions/[^/]+/concurrency`, "DeleteFunctionConcurrency"),
	rest("lambda", "POST", `/functions/[^/]+/policy`, "AddPermission"),
	rest("lambda", "GET", `/functions/[^/]+/policy`, "GetPolicy"),
	rest("lambda", "DELETE", `/functions/[^/]+/policy/[^/]+`, "RemovePermission"),
	rest("lambda", "GET", `/tags/.+`, "ListTags"),
	rest("lambda", "POST", `/tags/.+`, "TagResource"),
	rest("lambda", "DELETE", `/tags/.+`, "UntagResource"),
	rest("route53", "GET", `/hostedzone`, "ListHostedZones"),
	rest("route53", "GET", `/hostedzonesbyname`, "ListHostedZonesByName"),
	rest("route53", "GET", `/hostedzone/[^/]+`, "GetHostedZone"),
	rest("route53", "GET", `/hostedzone/[^/]+/rrset`, "ListResourceRecordSets"),
	rest("route53", "POST", `/hostedzone/[^/]+/rrset`, "ChangeResourceRecordSets"),
	rest("route53", "GET", `/change/[^/]+`, "GetChange"),
	rest("route53", "GET", `/tags/hostedzone/[^/]+`, "ListTagsForResource"),
	{"cloudfront", "POST", regexp.MustCompile(`/distribution$`), "WithTags", "CreateDistributionWithTags"},
	rest("cloudfront", "GET", `/distribution/[^/]+`, "GetDistribution"),
	rest("cloudfront", "PUT", `/distribution/[^/]+/config`, "UpdateDistribution"),
	rest("cloudfront", "DELETE", `/distribution/[^/]+`, "DeleteDistribution"),
	rest("cloudfront", "POST", `/response-headers-policy`, "CreateResponseHeadersPolicy"),
	rest("cloudfront", "GET", `/response-headers-policy/[^/]+`, "GetResponseHeadersPolicy"),
	rest("cloudfront", "PUT", `/response-headers-policy/[^/]+`, "UpdateResponseHeadersPolicy"),
	rest("cloudfront", "DELETE", `/response-headers-policy/[^/]+`, "DeleteResponseHeadersPolicy"),
	{"cloudfront", "GET", regexp.MustCompile(`/tagging$`), "Resource", "ListTagsForResource"},
	{"cloudfront", "POST", regexp.MustCompile(`/tagging$`), "Operation", "TagResource"},
}

func rest(service, method, path, action string) restAction {
	return restAction{service: service, method: method, path: regexp.MustCompile(`^/[0-9-]+` + path + `/?$`), action: action}
}

// Calls of each protocol are recognised as the right that they need.
func TestCallsAreActions_N46(t *testing.T) {
	call := func(service, method, path string) *http.Request {
		request := httptest.NewRequest(method, path, nil)
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261201/eu-west-1/"+service+
			"/aws4_request, SignedHeaders=host, Signature=0")
		return request
	}
	json := call("cognito-idp", "POST", "/")
	json.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPool")
	for _, test := range []struct {
		request    *http.Request
		body, want string
	}{
		{json, "{}", "cognito-idp:CreateUserPool"},
		{call("monitoring", "POST", "/"), "Action=PutMetricAlarm&Version=2010-08-01", "cloudwatch:PutMetricAlarm"},
		{call("lambda", "PUT", "/2015-03-31/functions/site-home/code"), "{}", "lambda:UpdateFunctionCode"},
		{call("lambda", "DELETE", "/2015-03-31/functions/site-home"), "", "lambda:DeleteFunction"},
		{call("apigateway", "POST", "/v2/apis"), "{}", "apigateway:POST"},
		{call("apigateway", "POST", "/v2/tags/arn"), "{}", "apigateway:TagResource"},
		{call("cloudfront", "POST", "/2020-05-31/distribution?WithTags"), "<a/>", "cloudfront:CreateDistributionWithTags"},
		{call("lambda", "GET", "/2015-03-31/layers"), "", "lambda: GET /2015-03-31/layers"}, // in no policy, so it is reported
	} {
		expect(t, "action", actionOf(test.request, test.body), test.want)
	}
}
