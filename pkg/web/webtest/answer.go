package webtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"cognitossr/pkg/access"
)

// Answer is a response.
type Answer struct {
	Status    int
	Header    map[string]string // names in lower case
	Lines     []string          // of Set-Cookie
	Body      string
	RequestID string
	Events    []Line // what the function logged about this request
}

var requests atomic.Int64

// Do sends a request and checks what holds for every answer.
func (f *Function) Do(r Request) Answer {
	t := f.site.t
	t.Helper()
	payload, err := r.event()
	if err != nil {
		t.Fatal(err)
	}
	secrets := secretsOf(r)
	logged := len(f.site.Log.Text())
	id := fmt.Sprintf("request-%08d", requests.Add(1))
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: id})
	out, err := f.adapter.Invoke(ctx, payload)
	if err != nil {
		t.Fatalf("%s %s: %v", r.Method, r.Path, err)
	}
	var raw struct {
		StatusCode      int
		Headers         map[string]string
		Cookies         []string
		Body            string
		IsBase64Encoded bool
	}
	if err := json.Unmarshal(out, &raw); err != nil {
		t.Fatalf("%s %s answered %q: %v", r.Method, r.Path, out, err)
	}
	a := Answer{Status: raw.StatusCode, Header: raw.Headers, Lines: raw.Cookies, Body: raw.Body, RequestID: id}
	if raw.IsBase64Encoded {
		decoded, _ := base64.StdEncoding.DecodeString(raw.Body)
		a.Body = string(decoded)
	}
	a.Events = f.site.Log.of(id, logged)
	secrets = append(secrets, secretsSet(a.Lines)...)
	f.site.Log.Keep(secrets...)
	for _, problem := range f.check(r, a, append(secrets, Secret)) {
		t.Errorf("%s %s answered %d: %s", r.Method, r.Path, a.Status, problem)
	}
	return a
}

// Location returns the target of a redirect, or "".
func (a Answer) Location() string { return a.Header["location"] }

// Cookies is what the browser holds after the answer, given what it held before, each "name=value". It does not look at
// paths.
func (a Answer) Cookies(held []string) []string {
	held = slices.Clone(held)
	for _, line := range a.Lines {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			panic(err)
		}
		held = slices.DeleteFunc(held, func(pair string) bool { return strings.HasPrefix(pair, cookie.Name+"=") })
		if cookie.MaxAge >= 0 {
			held = append(held, cookie.Name+"="+cookie.Value)
		}
	}
	return held
}

// Left is what the browser still holds of a session after an answer: all cookies but the two that say that one has
// ended.
func (a Answer) Left(held []string) []string {
	return slices.DeleteFunc(a.Cookies(held), func(pair string) bool {
		return strings.HasPrefix(pair, "__Host-Http-session-ended=") || strings.HasPrefix(pair, "__Host-Http-signed-out=")
	})
}

// Event returns the line with this event, or nil.
func (a Answer) Event(event string) Line {
	for _, line := range a.Events {
		if line["event"] == event {
			return line
		}
	}
	return nil
}

// ends reports whether an answer deletes a cookie, and sets whether it sets one.
func (a Answer) ends(name string) bool {
	return slices.ContainsFunc(a.Lines, func(line string) bool { return strings.HasPrefix(line, name+"=;") })
}

func (a Answer) sets(name string) bool {
	return slices.ContainsFunc(a.Lines, func(line string) bool { return strings.HasPrefix(line, name+"=") && !a.ends(name) })
}

// Code is the failure's code, as the page or the JSON says it; "" for none.
func (a Answer) Code() string { return codeOnPage.FindString(a.Body) }

var (
	codeOnPage = regexp.MustCompile(`\b(AUTH|SITE)-[A-Z-]+[A-Z]`)
	setCookie  = regexp.MustCompile(`^(__Host-Http-[A-Za-z0-9_-]+=[^; ]*; Path=/|__Secure-[a-z0-9-]+=[^; ]*; Path=/auth|__Secure-account(?:-change)?=[^; ]*; Path=/account); Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$`)
	// A cookie of another project is deleted, by whichever domain it has, and never set.
	oldCookie = regexp.MustCompile(`^(?:CognitoIdentityServiceProvider|goldstack_)[^=; ]+=; Path=/(?:; Domain=[a-z.]+)?; Max-Age=0; HttpOnly; Secure; SameSite=Lax$`)
	aToken    = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{20,}`)
	// An address holds random and sealed values, and once in some thousand answers one of them has the first letters of
	// a token. None has a dot.
	wholeToken = regexp.MustCompile(aToken.String() + `\.[A-Za-z0-9_-]`)
)

// Headers that every answer has (SEC-079, SEC-080, SEC-085).
var everyHeader = map[string]string{
	"x-content-type-options":       "nosniff",
	"strict-transport-security":    "max-age=63072000",
	"cross-origin-resource-policy": "same-origin",
	"cross-origin-opener-policy":   "same-origin",
	"x-frame-options":              "DENY",
	"permissions-policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), " +
		"gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}

// The policies of SEC-080.
const (
	pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' " + Domain +
		"; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; script-src 'none'; require-trusted-types-for 'script'"
	dataPolicy = "default-src 'none'; frame-ancestors 'none'"
)

// check returns the rules that a response breaks, whatever the request was.
func (f *Function) check(r Request, a Answer, secrets []string) []string {
	var problems []string
	problem := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	f.checkHeaders(a, problem)
	a.checkCookies(problem)
	if to := a.Location(); to != "" || a.Status/100 == 3 {
		origin := Origin(BaseURL+r.Path, to)
		problem(a.Status != 303 && !keepsForm(r, a, origin), "it redirects with %d (SEC-022)", a.Status)
		problem(origin != BaseURL && origin != Domain || to == "", "it leads to %q of %q (SEC-077)", to, origin)
	}
	delay, after, refreshes := strings.Cut(a.Header["refresh"], "; url=")
	problem(refreshes && (delay != "0" || Origin(BaseURL+r.Path, after) != Domain), "it goes on to %q (SEC-077)", after)
	problem(r.Method == "HEAD" && (len(a.Lines) > 0 || a.Header["clear-site-data"] != ""), "an answer to HEAD "+
		"changes the browser's state")
	problem(a.Status >= 400 && f.kind == access.KindAPI && len(a.Lines) > 0, "an API sets cookies")
	problem(a.Status == 503 && a.Header["retry-after"] == "", "there is no Retry-After")
	problem(a.Status == 405 && a.Header["allow"] == "", "there is no Allow")
	problem(a.isFailure() && !strings.Contains(a.Body, a.RequestID), "the page does not show the request id (SEC-113)")
	problem(wholeToken.MatchString(a.Body+a.Location()), "the page or the address shows a token (SEC-059)")
	problem(strings.Contains(a.Body, "forged-subject"), "the event's authorizer is believed (SEC-036)")
	for _, secret := range secrets {
		shown := len(secret) >= 20 && strings.Contains(a.Body, secret)
		problem(shown && !strings.Contains(r.Query+r.Body, secret), "the page shows %.12q... (SEC-059)", secret) // what the address bar or the form shows it may
	}
	return problems
}

// checkHeaders looks at the headers that every response has, and at those that none may have.
func (f *Function) checkHeaders(a Answer, problem func(wrong bool, format string, args ...any)) {
	for name, want := range everyHeader {
		problem(a.Header[name] != want, "header %s is %q (SEC-079)", name, a.Header[name])
	}
	referrer := a.Header["referrer-policy"]
	problem(referrer != "same-origin" && !(referrer == "no-referrer" && a.Body == ""), "Referrer-Policy is %q "+
		"(SEC-079)", referrer)
	policy, isData := a.Header["content-security-policy"], strings.HasPrefix(a.Header["content-type"], "application/json")
	problem(isData && policy != dataPolicy || !isData && policy != pagePolicy, "Content-Security-Policy is %q "+
		"(SEC-080)", policy)
	problem(a.Body != "" && !strings.Contains(a.Header["content-type"], "; charset=utf-8") &&
		f.kind != access.KindAsset, "Content-Type is %q", a.Header["content-type"])
	cacheable := f.kind == access.KindAsset && a.Status == 200
	problem(!cacheable && a.Header["cache-control"] != "no-store", "Cache-Control is %q (SEC-085)", a.Header["cache-control"])
	problem(!cacheable && a.Header["vary"] != "Cookie, Accept-Language", "Vary is %q (R-46)", a.Header["vary"])
	for _, name := range []string{"etag", "last-modified", "expires", "server", "x-powered-by",
		"access-control-allow-origin", "set-cookie"} {
		problem(a.Header[name] != "", "there is a header %s", name)
	}
}

// checkCookies looks at the cookies that an answer sets.
func (a Answer) checkCookies(problem func(wrong bool, format string, args ...any)) {
	for _, line := range a.Lines {
		problem(!setCookie.MatchString(line) && !oldCookie.MatchString(line),
			"Set-Cookie %.60q has other attributes (SEC-049)", line)
		problem(len(line) > 4096, "a Set-Cookie line of %d bytes (SEC-052)", len(line))
	}
	problem(a.ends("__Host-Http-access") && !a.sets("__Host-Http-session-ended"), "a session ends, and Back may "+
		"show its pages (SEC-073)")
}

// isFailure reports whether the answer is an error page. With 422 a page shows its own form again and says what to
// correct; no failure of the catalogue has that status.
func (a Answer) isFailure() bool { return a.Status >= 400 && a.Status != 422 }

// keepsForm reports a redirect that takes a form along: to be handled by this site, and by no other.
func keepsForm(r Request, a Answer, origin string) bool {
	return a.Status == 307 && r.Method == "POST" && origin == BaseURL
}
