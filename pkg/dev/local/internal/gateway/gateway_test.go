package gateway

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/routes"
)

// echo is a function that keeps the events it gets.
type echo struct {
	events []event
	names  []string
	answer string
	err    error
	wait   bool // for the end of the time
}

func (e *echo) invoke(ctx context.Context, f routes.Function, payload []byte) ([]byte, error) {
	var got event
	if err := json.Unmarshal(payload, &got); err != nil {
		return nil, err
	}
	e.events, e.names = append(e.events, got), append(e.names, f.Name)
	if e.wait {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if e.answer == "" {
		e.answer = `{"statusCode":200}`
	}
	return []byte(e.answer), e.err
}

const list = `{
  "home": {"routes": ["GET /"], "auth": "public"},
  "users": {"routes": ["GET /admin/users", "GET /admin/users/{sub}", "POST /admin/users/{sub}/{action}"], "auth": "group:admin"},
  "form": {"routes": ["POST /form"], "auth": "public"},
  "any": {"routes": ["ANY /any"], "auth": "public"},
  "files": {"routes": ["GET /files/{path+}"], "auth": "public"}
}`

func newGateway(t *testing.T, e *echo, change func(*Options)) *Gateway {
	t.Helper()
	table, err := routes.Parse([]byte(list))
	if err != nil {
		t.Fatal(err)
	}
	options := Options{
		Table:  func() (routes.Table, error) { return table, nil },
		Invoke: e.invoke,
		Now:    func() time.Time { return time.Date(2026, 3, 12, 19, 3, 58, 390e6, time.UTC) },
	}
	if change != nil {
		change(&options)
	}
	return New(options)
}

func serve(g http.Handler, r *http.Request) *http.Response {
	if r.Host == "example.com" { // httptest's
		r.Host = "localhost:3000"
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestEventHasWhatTheGatewaySends_R66(t *testing.T) {
	e := &echo{}
	r := httptest.NewRequest("GET", "/admin/users/a%20b?q=1&q=2&x=%26&bad=%zz&empty", nil)
	r.Header = http.Header{
		"X-Two": {"a", "b"}, "X-Bytes": {"caf\xe9"}, "Cookie": {"id=1; access=2", " flow-x=3"}, "User-Agent": {"curl"},
		"X-Forwarded-Proto": {"https"},
		"X-Forwarded-For":   {"203.0.113.9"}, "Connection": {"keep-alive"}, "Keep-Alive": {"5"}, "Te": {"trailers"},
		"Trailer": {"x"}, "Upgrade": {"h2c"},
	}
	serve(newGateway(t, e, nil), r)
	got := e.events[0]
	if got.Version != "2.0" || got.RouteKey != "GET /admin/users/{sub}" || got.RawPath != "/admin/users/a b" ||
		got.PathParameters["sub"] != "a b" {
		t.Errorf("got %+v", got)
	}
	if got.RawQueryString != "q=1&q=2&x=%26&bad=%zz&empty" {
		t.Errorf("raw query %q is not as it was sent", got.RawQueryString)
	}
	for name, want := range map[string]string{"q": "1,2", "x": "&", "bad": "%zz", "empty": ""} {
		if value, ok := got.QueryStringParameters[name]; !ok || value != want {
			t.Errorf("parameter %s is %q, want %q", name, value, want)
		}
	}
	if !slices.Equal(got.Cookies, []string{"id=1", "access=2", "flow-x=3"}) {
		t.Errorf("cookies %q", got.Cookies)
	}
	for name, want := range map[string]string{
		"x-two": "a,b", "x-bytes": "caf\uFFFD", "host": "localhost:3000", "x-forwarded-proto": "http",
		"x-forwarded-for": "203.0.113.9, 192.0.2.1", "x-forwarded-port": "3000", "content-length": "0",
	} {
		if got.Headers[name] != want {
			t.Errorf("header %s is %q, want %q", name, got.Headers[name], want)
		}
	}
	for _, name := range []string{"cookie", "Cookie", "connection", "keep-alive", "te", "trailer", "upgrade"} {
		if _, there := got.Headers[name]; there {
			t.Errorf("there is a header %s", name)
		}
	}
	checkContext(t, got.RequestContext)
}

func checkContext(t *testing.T, c requestContext) {
	t.Helper()
	want := httpContext{Method: "GET", Path: "/admin/users/a b", Protocol: "HTTP/1.1", SourceIP: "192.0.2.1",
		UserAgent: "curl"}
	if c.HTTP != want {
		t.Errorf("got %+v, want %+v", c.HTTP, want)
	}
	if c.Time != "12/Mar/2026:19:03:58 +0000" || c.TimeEpoch != 1773342238390 {
		t.Errorf("time %q, %d", c.Time, c.TimeEpoch)
	}
	if c.Stage != "$default" || c.RouteKey != "GET /admin/users/{sub}" || c.DomainName != "localhost" ||
		len(c.RequestID) != 16 {
		t.Errorf("got %+v", c)
	}
}

func TestBodies(t *testing.T) {
	tests := []struct {
		name, contentType, body string
		isBase64                bool
	}{
		{"JSON", "application/json", `{"a":"ü"}`, false},
		{"JSON with charset", "application/json; charset=utf-8", `{}`, false},
		{"problem", "application/problem+json", `{}`, false},
		{"text", "text/csv", "a,b", false},
		{"form", "application/x-www-form-urlencoded", "a=b", true},
		{"picture", "image/png", "\x89PNG", true},
		{"no type", "", "a", true},
		{"text that is none", "text/plain", "\xff", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &echo{}
			r := httptest.NewRequest("POST", "/form", strings.NewReader(test.body))
			r.Header.Set("Content-Type", test.contentType)
			serve(newGateway(t, e, nil), r)
			want := test.body
			if test.isBase64 {
				want = base64.StdEncoding.EncodeToString([]byte(want))
			}
			if got := e.events[0]; got.Body != want || got.IsBase64Encoded != test.isBase64 {
				t.Errorf("body %q, base64 %v", got.Body, got.IsBase64Encoded)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	tests := []struct{ name, method, target, function string }{
		{"root", "GET", "/", "home"},
		{"a full match goes before a parameter", "GET", "/admin/users", "users"},
		{"ANY takes HEAD", "HEAD", "/any", "any"},
		{"HEAD by the route that GET brings along", "HEAD", "/", "home"},
		{"greedy", "GET", "/files/a/b", "files"},
		{"a decoded slash counts", "GET", "/files%2Fa", "files"},
		{"unknown", "GET", "/nope", ""},
		{"a closing slash is another path", "GET", "/admin/users/", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &echo{}
			answer := serve(newGateway(t, e, nil), httptest.NewRequest(test.method, test.target, nil))
			if test.function == "" {
				if answer.StatusCode != http.StatusNotFound ||
					strings.TrimSpace(body(t, answer)) != `{"message":"Not Found"}` {
					t.Errorf("status %d", answer.StatusCode)
				}
			} else if len(e.names) != 1 || e.names[0] != test.function {
				t.Errorf("called %v", e.names)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	big := func(size int) *http.Request {
		r := httptest.NewRequest("POST", "/form", strings.NewReader(strings.Repeat("x", size)))
		r.Header.Set("Content-Type", "text/plain")
		return r
	}
	headers := func(size int) *http.Request {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = "localhost:3000"
		r.Header.Set("X", strings.Repeat("x", size-headerSize(r)))
		return r
	}
	form := big(MaxPayload * 4 / 5)
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	tests := []struct {
		name   string
		r      *http.Request
		status int
	}{
		{"request line and headers at the limit", headers(10240), 200},
		{"one byte above", headers(10241), 431},
		{"body below the limit", big(MaxPayload - 2000), 200},
		{"body that fits, in an event that does not", big(MaxPayload - 10), 413},
		{"body above the limit", big(MaxPayload + 1), 413},
		{"form that base64 makes too large", form, 413},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if answer := serve(newGateway(t, &echo{}, nil), test.r); answer.StatusCode != test.status {
				t.Errorf("status %d, want %d", answer.StatusCode, test.status)
			}
		})
	}
}

func TestHostMustBeThisMachine(t *testing.T) {
	tests := []struct {
		host    string
		allowed bool
	}{
		{"localhost:3000", true}, {"LOCALHOST", true}, {"127.0.0.1:3000", true}, {"[::1]:3000", true},
		{"site.test:3000", true},
		{"attacker.example", false}, {"attacker-site.test:3000", false}, {"site.test", false},
		{"localhost.attacker.example:3000", false}, {"192.0.2.1", false}, {"", false},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			g := newGateway(t, &echo{}, func(o *Options) { o.Hosts = []string{"site.test:3000"} })
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = test.host
			if answer := serve(g, r); (answer.StatusCode == http.StatusOK) != test.allowed {
				t.Errorf("status %d", answer.StatusCode)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name, answer string
		status       int
		header, want string // a header that must have a value
		body         string
	}{
		{"all members", `{"statusCode":201,"headers":{"x-a":"b"},"body":"hi"}`, 201, "X-A", "b", "hi"},
		{"base64", `{"statusCode":200,"isBase64Encoded":true,"body":"/w=="}`, 200, "", "", "\xff"},
		{"no type", `{"statusCode":200,"body":"<b>"}`, 200, "Content-Type", "text/plain; charset=utf-8", "<b>"},
		{"no status", `{"a":1}`, 200, "Content-Type", "application/json", `{"a":1}`},
		{"text", `"hi"`, 200, "Content-Type", "application/json", `"hi"`},
		{"list", `[1]`, 200, "Content-Type", "application/json", `[1]`},
		{"status as text", `{"statusCode":"204"}`, 204, "Content-Length", "", ""},
		{"nothing", `{"statusCode":200}`, 200, "Content-Type", "", ""},
		{"header that is a number", `{"statusCode":200,"headers":{"age":5}}`, 200, "Age", "5", ""},
		{"a wrong length is the gateway's to mend", `{"statusCode":200,"headers":{"Content-Length":"9"},"body":"hi"}`,
			200, "Content-Length", "2", "hi"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := serve(newGateway(t, &echo{answer: test.answer}, nil), httptest.NewRequest("GET", "/", nil))
			if got := body(t, answer); answer.StatusCode != test.status || got != test.body {
				t.Errorf("status %d, body %q", answer.StatusCode, got)
			}
			if got := answer.Header.Get(test.header); test.header != "" && got != test.want {
				t.Errorf("%s: %q, want %q", test.header, got, test.want)
			}
		})
	}
}

func TestEachCookieIsAHeaderOfItsOwn_R66(t *testing.T) {
	answer := serve(newGateway(t, &echo{answer: `{"statusCode":200,"cookies":["a=1; Path=/","b=2"]}`}, nil),
		httptest.NewRequest("GET", "/", nil))
	if got := answer.Header.Values("Set-Cookie"); !slices.Equal(got, []string{"a=1; Path=/", "b=2"}) {
		t.Errorf("got %q", got)
	}
}

func TestAnswersThatTheGatewayRefuses(t *testing.T) {
	tests := []struct{ name, answer string }{
		{"no JSON", `<html>`},
		{"no text as body", `{"statusCode":200,"body":{"a":1}}`},
		{"status that is none", `{"statusCode":99}`},
		{"status that is informational", `{"statusCode":103}`},
		{"line break in a header", `{"statusCode":200,"headers":{"x":"a\r\nSet-Cookie: b"}}`},
		{"line break in a header's name", `{"statusCode":200,"headers":{"x\r\nb":"a"}}`},
		{"header without a name", `{"statusCode":200,"headers":{"":"a"}}`},
		{"line break in a cookie", `{"statusCode":200,"cookies":["a=1\r\nx: y"]}`},
		{"body that is no base64", `{"statusCode":200,"isBase64Encoded":true,"body":"*"}`},
		{"header that is a list", `{"statusCode":200,"headers":{"x":["a"]}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := serve(newGateway(t, &echo{answer: test.answer}, nil), httptest.NewRequest("GET", "/", nil))
			if got := strings.TrimSpace(body(t, answer)); answer.StatusCode != 500 ||
				got != `{"message":"Internal Server Error"}` {
				t.Errorf("status %d, body %q", answer.StatusCode, got)
			}
		})
	}
}

// A source that does not compile has no answer at AWS: every client is told, in its own form.
func TestSourceThatDoesNotCompileIsToldToEveryClient(t *testing.T) {
	fault := &Fault{Status: 500, Local: true, Title: `Function "home" does not compile`,
		Detail: "functions/home/main.go:7:2: undefined: x\n", Err: errors.New("cause")}
	g := newGateway(t, &echo{err: fault}, nil)
	for accept, want := range map[string]string{
		"*/*":                      "Function \"home\" does not compile (local development only)\n\nfunctions/home/main.go:7:2: undefined: x\n",
		"":                         "Function \"home\" does not compile (local development only)",
		"text/plain":               "functions/home/main.go:7:2",
		"application/json":         `{"local_detail":"functions/home/main.go:7:2: undefined: x","local_problem":"Function \"home\" does not compile","message":"Internal Server Error"}`,
		"text/html,*/*;q=0.8":      "<h1>Function",
		"application/vnd.x+json":   `"local_problem"`,
		"application/octet-stream": "does not compile",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept", accept)
		answer := serve(g, r)
		if got := body(t, answer); answer.StatusCode != 500 || !strings.Contains(got, want) {
			t.Errorf("%s: status %d, %s", accept, answer.StatusCode, got)
		}
	}
}

func TestFaultIsShownToADeveloperAndHiddenFromPrograms(t *testing.T) {
	fault := &Fault{Status: 500, Title: "It broke", Detail: "<script>alert(1)</script>", Err: errors.New("cause")}
	g := newGateway(t, &echo{err: fault}, nil)
	r := httptest.NewRequest("GET", "/", nil)
	if got := strings.TrimSpace(body(t, serve(g, r))); got != `{"message":"Internal Server Error"}` {
		t.Errorf("a program gets %q", got)
	}
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	answer := serve(g, r)
	page := body(t, answer)
	if answer.StatusCode != 500 || answer.Header.Get("Cache-Control") != "no-store" || strings.Contains(page, "<script>") {
		t.Errorf("status %d, Cache-Control %q, page %s", answer.StatusCode, answer.Header.Get("Cache-Control"), page)
	}
	for _, want := range []string{"Local development only", "It broke", "&lt;script&gt;alert(1)&lt;/script&gt;",
		"{&#34;message&#34;:&#34;Internal Server Error&#34;}"} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "&#34;", `"`)) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
	}
}

func TestFunctionThatTakesTooLong(t *testing.T) {
	g := newGateway(t, &echo{wait: true}, func(o *Options) { o.Timeout = time.Nanosecond })
	answer := serve(g, httptest.NewRequest("GET", "/", nil))
	if got := strings.TrimSpace(body(t, answer)); answer.StatusCode != 503 || got != `{"message":"Service Unavailable"}` {
		t.Errorf("status %d, body %q", answer.StatusCode, got)
	}
}

func TestListThatIsWrong(t *testing.T) {
	g := newGateway(t, &echo{}, func(o *Options) {
		o.Table = func() (routes.Table, error) { return routes.Table{}, errors.New("there is a comma too many") }
	})
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept", "text/html")
	if answer := serve(g, r); answer.StatusCode != 500 || !strings.Contains(body(t, answer), "a comma too many") {
		t.Errorf("status %d", answer.StatusCode)
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	g := newGateway(t, &echo{}, nil)
	star := httptest.NewRequest("OPTIONS", "/", nil)
	star.URL.Path, star.RequestURI = "*", "*"
	for _, r := range []*http.Request{star, httptest.NewRequest("CONNECT", "/", nil)} {
		if answer := serve(g, r); answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s %s: status %d", r.Method, r.URL.Path, answer.StatusCode)
		}
	}
}
