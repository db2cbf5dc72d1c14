package main

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

const code = "canary-code-0123456789"

// fixture is a site with sign-in and callback, and a token endpoint that issues a chosen session.
type fixture struct {
	*webtest.Site
	endpoints *webtest.Endpoints
	login     *webtest.Function
	callback  *webtest.Function
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	site := webtest.New(t, templates.Failure)
	f := &fixture{Site: site, endpoints: &webtest.Endpoints{}}
	f.restart()
	return f
}

// restart creates the functions again, with the site's current settings.
func (f *fixture) restart() {
	client := f.Client(f.endpoints)
	f.login = f.Page(func(d web.Deps) (http.Handler, error) {
		return web.Routes{"GET /auth/login": authflow.Start(d, client.AuthorizeURL)}.Handler(d)
	})
	f.callback = f.Page(func(d web.Deps) (http.Handler, error) { return callback{Deps: d, pool: client}.handler() })
}

// begunFlow is a browser that has gone to sign in.
type begunFlow struct {
	state, nonce, challenge string
	cookies                 []string
}

func (f *fixture) start(returnTo string, cookies ...string) begunFlow {
	return f.begin("/auth/login?return_to="+url.QueryEscape(returnTo), cookies...)
}

// begin starts a flow at an address of the function login.
func (f *fixture) begin(path string, cookies ...string) begunFlow {
	a := f.login.Do(webtest.Navigate(path, cookies...))
	if strings.HasPrefix(a.Location(), "/auth/login?cookies=2") {
		cookies = a.Cookies(cookies)
		a = f.login.Do(webtest.Navigate(a.Location(), cookies...))
	}
	address, _ := url.Parse(a.Location())
	query := address.Query()
	return begunFlow{query.Get("state"), query.Get("nonce"), query.Get("code_challenge"), a.Cookies(cookies)}
}

// grants makes the token endpoint hand out a session for this flow. The claims go into both tokens.
func (f *fixture) grants(a begunFlow, claims authtest.Claims) webtest.Session {
	all := authtest.Claims{"nonce": a.nonce}
	maps.Copy(all, claims)
	s := f.Session(all)
	s.Refresh = "canary-refresh-of-" + a.state[:12]
	f.hands(200, webtest.Grant(s), nil)
	return s
}

func (f *fixture) hands(status int, answer string, err error) {
	f.endpoints.Token = func(url.Values) (int, string, error) { return status, answer, err }
}

func back(a begunFlow, query string) webtest.Request {
	return webtest.Navigate("/auth/callback?"+query, a.cookies...).With("sec-fetch-site", "cross-site")
}

func (a begunFlow) good() string { return "code=" + code + "&state=" + a.state }

func flows(cookies []string) int {
	n := 0
	for _, cookie := range cookies {
		if strings.HasPrefix(cookie, "__Host-Http-flow-") {
			n++
		}
	}
	return n
}

func value(cookies []string, name string) string {
	for _, cookie := range cookies {
		if found, ok := strings.CutPrefix(cookie, name+"="); ok {
			return found
		}
	}
	return ""
}

func TestSignIn_SEC022_R28_S22(t *testing.T) {
	f := newFixture(t)
	begun := f.start("/profile?tab=2")
	session := f.grants(begun, nil)
	a := f.callback.Do(back(begun, begun.good())) // a cross-site navigation: the cookie of the flow comes with it because it is Lax
	if a.Status != 303 || a.Location() != "/profile?tab=2" || a.Body != "" || a.Header["referrer-policy"] != "no-referrer" {
		t.Errorf("%d to %q with %d bytes, Referrer-Policy %q", a.Status, a.Location(), len(a.Body),
			a.Header["referrer-policy"])
	}
	cookies := a.Cookies(begun.cookies)
	if value(cookies, "__Host-Http-id") != session.ID || value(cookies, "__Host-Http-access") != session.Access ||
		!strings.HasSuffix(value(cookies, "__Secure-refresh"), "~"+session.Refresh) || len(cookies) != 3 {
		t.Errorf("the browser holds %d cookies", len(cookies))
	}
	form := f.endpoints.Forms()[0]
	sum := url.Values{"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {webtest.BaseURL + "/auth/callback"}, "code_verifier": form["code_verifier"]}
	if form.Encode() != sum.Encode() || challengeOf(form.Get("code_verifier")) != begun.challenge {
		t.Errorf("the token endpoint got %v, the challenge was %q (SEC-002)", slices.Sorted(maps.Keys(form)), begun.challenge)
	}
	if a.Event("signin.completed") == nil || len(a.Events) != 1 || len(f.endpoints.Revoked()) != 0 {
		t.Errorf("events %v, %d revocations", a.Events, len(f.endpoints.Revoked()))
	}
}

// TestCallbacksThatAreRefused asks Cognito nothing and touches no session.
func TestCallbacksThatAreRefused_SEC010_SEC017_SEC125(t *testing.T) {
	f := newFixture(t)
	begun, other := f.start("/profile"), f.start("/")
	f.grants(begun, nil)
	name, _, _ := strings.Cut(begun.cookies[0], "=")
	_, otherValue, _ := strings.Cut(other.cookies[0], "=")
	swapped := []string{name + "=" + otherValue}
	tests := []struct {
		name    string
		query   string
		cookies []string
		code    web.Code
	}{
		{"no state (Q-01)", "code=x", begun.cookies, web.CodeCallbackMalformed},
		{"an empty state", "code=x&state=", begun.cookies, web.CodeCallbackMalformed},
		{"a state of one letter less", "code=x&state=" + begun.state[1:], begun.cookies, web.CodeFlowUnknown},
		{"a state with a letter changed (Q-01)", "code=x&state=" + authtest.Altered(begun.state), begun.cookies,
			web.CodeFlowUnknown},
		{"another flow's state (SEC-011)", "code=x&state=" + other.state, begun.cookies, web.CodeFlowUnknown},
		{"another browser (SEC-011)", begun.good(), nil, web.CodeFlowUnknown},
		{"another browser with its own flow (Q-01)", begun.good(), other.cookies, web.CodeFlowUnknown},
		{"another flow's value under this name (Q-18, SEC-012)", begun.good(), swapped, web.CodeFlowUnknown},
		{"the flow twice (SEC-012)", begun.good(), append(slices.Clone(begun.cookies), begun.cookies...),
			web.CodeFlowUnknown},
		{"a state twice (Q-03)", begun.good() + "&state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a state that is none", "code=x&state[]=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a state with a line break", "code=x&state=" + begun.state + "%0d%0a", begun.cookies, web.CodeCallbackMalformed},
		{"a state of 10 KB", "code=x&state=" + strings.Repeat("a", 3000), begun.cookies, web.CodeCallbackMalformed},
		{"no code (Q-02)", "state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a code twice (Q-03)", "code=a&code=b&state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a code that is none", "code[]=a&state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a code with a line break", "code=a%0ab&state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a code with NUL", "code=a%00&state=" + begun.state, begun.cookies, web.CodeCallbackMalformed},
		{"a code of 513 letters", "code=" + strings.Repeat("a", 513) + "&state=" + begun.state, begun.cookies,
			web.CodeCallbackMalformed},
		{"another issuer (Q-07)", begun.good() + "&iss=https://evil.example", begun.cookies, web.CodeCallbackMalformed},
		{"a longer issuer (Q-07)", begun.good() + "&iss=" + url.QueryEscape(f.Pool.Issuer+"/"), begun.cookies,
			web.CodeCallbackMalformed},
		{"the pool's other issuer, where none is configured (N-50)",
			begun.good() + "&iss=" + url.QueryEscape(updated(f.Pool.Issuer)), begun.cookies, web.CodeCallbackMalformed},
		{"an empty issuer (SEC-017)", begun.good() + "&iss=", begun.cookies, web.CodeCallbackMalformed},
		{"an issuer twice (SEC-017)", begun.good() + strings.Repeat("&iss="+url.QueryEscape(f.Pool.Issuer), 2),
			begun.cookies, web.CodeCallbackMalformed},
		{"a code of 3 KB (SEC-017)", "code=" + strings.Repeat("a", 3000) + "&state=" + begun.state, begun.cookies,
			web.CodeCallbackMalformed},
		{"a code with a letter that codes do not have (SEC-017)", "code=a%2Fb&state=" + begun.state, begun.cookies,
			web.CodeCallbackMalformed},
		{"an error with a bad state (Q-06)", "error=access_denied&state=" + authtest.Altered(begun.state),
			begun.cookies, web.CodeFlowUnknown},
		{"an error without a state", "error=access_denied", begun.cookies, web.CodeCallbackMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := f.callback.Do(webtest.Navigate("/auth/callback?"+tt.query, tt.cookies...))
			if a.Status != 400 || a.Code() != string(tt.code) || len(a.Lines) != 0 {
				t.Errorf("%d with %q and %d cookies, want 400 with %q", a.Status, a.Code(), len(a.Lines), tt.code)
			}
			if line := a.Event("signin.failed"); line == nil || line["reason"] != string(tt.code) {
				t.Errorf("events %v (SEC-112)", a.Events)
			}
		})
	}
	for method, status := range map[string]int{"HEAD": 401, "POST": 405, "PUT": 405} { // Q-08, SEC-019
		if a := f.callback.Do(back(begun, begun.good()).WithMethod(method).With("sec-fetch-site",
			"none")); a.Status != status || len(a.Lines) > 0 {
			t.Errorf("%s gets %d", method, a.Status)
		}
	}
	if n := len(f.endpoints.Forms()); n != 0 {
		t.Errorf("the token endpoint was called %d times", n)
	}
	longest := "code=" + strings.Repeat("aZ0.-_~9", 512/8) + "&state=" + begun.state
	if a := f.callback.Do(back(begun, longest+"&iss="+url.QueryEscape(f.Pool.Issuer))); a.Status != 303 ||
		len(f.endpoints.Forms()) != 1 {
		t.Errorf("after all that the flow itself, with the longest code and the right issuer (Q-07), gets %d", a.Status)
	}
}

// TestCallbackOfSomebodyElse: a visitor who follows an attacker's link, with the attacker's code and state, does not
// become the attacker (SEC-011): a browser that is signed in stays who it is, and no other gets a session.
func TestCallbackOfSomebodyElse_SEC011_R15(t *testing.T) {
	f := newFixture(t)
	begun := f.start("/profile")
	f.grants(begun, authtest.Claims{"sub": "attacker"})
	tests := []struct {
		name     string
		victim   []string
		status   int
		location string
	}{
		{"signed in", f.SignedIn(), 303, "/"},
		{"a session that has expired", f.Cookies(f.Expired(nil)), 400, ""},
		{"nobody", nil, 400, ""},
		{"on the way to sign in", f.start("/").cookies, 400, ""},
		{"signed in and on the way to sign in", f.start("/", f.SignedIn()...).cookies, 303, "/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := f.callback.Do(webtest.Navigate("/auth/callback?"+begun.good(), tt.victim...).With("sec-fetch-site",
				"cross-site"))
			if a.Status != tt.status || a.Location() != tt.location || len(a.Lines) != 0 || len(f.endpoints.Forms()) != 0 {
				t.Errorf("%d to %q with %d cookies after %d calls", a.Status, a.Location(), len(a.Lines),
					len(f.endpoints.Forms()))
			}
		})
	}
}

func TestFlowsAge_SEC013_R19(t *testing.T) {
	tests := []struct {
		after time.Duration
		code  string
	}{{599 * time.Second, ""}, {600 * time.Second, "AUTH-FLOW-EXPIRED"}, {601 * time.Second, "AUTH-FLOW-EXPIRED"},
		{-60 * time.Second, ""}, {-61 * time.Second, "AUTH-FLOW-EXPIRED"}}
	for _, tt := range tests {
		t.Run(tt.after.String(), func(t *testing.T) {
			f := newFixture(t)
			begun := f.start("/profile")
			f.Clock.Advance(tt.after)
			f.grants(begun, nil)
			a := f.callback.Do(back(begun, begun.good()))
			if a.Code() != tt.code || (tt.code == "") != (a.Status == 303) ||
				(tt.code == "") != (len(f.endpoints.Forms()) == 1) {
				t.Errorf("%d with %q after %d calls", a.Status, a.Code(), len(f.endpoints.Forms()))
			}
			if flows(a.Cookies(begun.cookies)) != 0 {
				t.Error("the flow is still there")
			}
			if tt.code != "" && !strings.Contains(a.Body, `href="/auth/login`) {
				t.Error("the page does not lead on")
			}
		})
	}
}

// TestReplay: a reload, or the back button, after the sign-in (Q-09, SEC-014).
func TestReplay_SEC014(t *testing.T) {
	f := newFixture(t)
	begun := f.start("/profile")
	f.grants(begun, nil)
	signedIn := f.callback.Do(back(begun, begun.good())).Cookies(begun.cookies)
	if a := f.callback.Do(webtest.Navigate("/auth/callback?"+begun.good(), signedIn...)); a.Status != 303 ||
		a.Location() != "/" || len(a.Lines) != 0 {
		t.Errorf("with the session: %d to %q", a.Status, a.Location())
	}
	if a := f.callback.Do(webtest.Navigate("/auth/callback?" + begun.good())); a.Status != 400 ||
		a.Code() != "AUTH-FLOW-UNKNOWN" || len(a.Lines) != 0 {
		t.Errorf("without it: %d with %q", a.Status, a.Code())
	}
	if n := len(f.endpoints.Forms()); n != 1 {
		t.Errorf("the token endpoint was called %d times", n)
	}
}

// TestAnotherUserSignsIn: of the one before nothing is left, no chunk and no refresh token (SEC-022).
func TestAnotherUserSignsIn_SEC022(t *testing.T) {
	f := newFixture(t)
	groups := make([]string, 24)
	for i := range groups {
		groups[i] = strings.Repeat("g", 40) + string(rune('A'+i))
	}
	before := f.Session(authtest.Claims{"sub": "first"})
	before.ID = f.Pool.ID(authtest.Claims{"sub": "first", "cognito:groups": groups, "custom:long": strings.Repeat("x", 2000)})
	old := f.Cookies(before)
	if len(old) != 4 {
		t.Fatalf("the session before has %d cookies, this test needs one with a chunk", len(old))
	}
	begun := f.start("/", old...)
	session := f.grants(begun, authtest.Claims{"sub": "second"})
	a := f.callback.Do(back(begun, begun.good()))
	after := a.Cookies(begun.cookies)
	if a.Status != 303 || len(after) != 3 || value(after, "__Host-Http-access") != session.Access ||
		value(after, "__Host-Http-id") != session.ID {
		t.Errorf("%d, the browser holds %d cookies", a.Status, len(after))
	}
	if !slices.Equal(f.endpoints.Revoked(), []string{webtest.RefreshToken}) {
		t.Errorf("revoked %q", f.endpoints.Revoked())
	}
}

// TestTabs: flows of one browser are finished in every order, each with its own way back (SEC-023, N-05).
func TestTabs_SEC023(t *testing.T) {
	for _, order := range permutations([]int{0, 1, 2, 3}) {
		f := newFixture(t)
		var cookies []string
		var tabs []begunFlow
		for i := range order {
			f.Clock.Advance(time.Second)
			tab := f.start("/tab/"+string(rune('a'+i)), cookies...)
			cookies = tab.cookies
			tabs = append(tabs, tab)
		}
		for _, i := range order {
			tabs[i].cookies = cookies
			f.grants(tabs[i], nil)
			a := f.callback.Do(back(tabs[i], tabs[i].good()))
			if a.Status != 303 || a.Location() != "/tab/"+string(rune('a'+i)) {
				t.Errorf("in order %v tab %d ends with %d at %q", order, i, a.Status, a.Location())
			}
			cookies = a.Cookies(cookies)
		}
		if flows(cookies) != 0 || len(cookies) != 3 || len(f.endpoints.Revoked()) != len(order)-1 {
			t.Errorf("in order %v the browser ends with %d cookies, %d sessions are revoked", order, len(cookies),
				len(f.endpoints.Revoked()))
		}
	}
}

func permutations(items []int) [][]int {
	if len(items) == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for i := range items {
		rest := slices.Concat(items[:i], items[i+1:])
		for _, tail := range permutations(rest) {
			all = append(all, append([]int{items[i]}, tail...))
		}
	}
	return all
}

// TestForgedWayBack: the return path in the cookie is checked again (SEC-076).
func TestForgedWayBack_SEC076(t *testing.T) {
	f := newFixture(t)
	for _, returnTo := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "/auth/logout",
		"/a\r\nSet-Cookie:x=y"} {
		begun := f.start("/profile")
		cookie := begun.cookies[0]
		begun.cookies[0] = cookie[:strings.LastIndex(cookie, ".")+1] + encode(returnTo)
		f.grants(begun, nil)
		if a := f.callback.Do(back(begun, begun.good())); a.Status != 303 || a.Location() != "/" {
			t.Errorf("%q leads to %q with %d", returnTo, a.Location(), a.Status)
		}
	}
}

// TestRevocationFails: a failed revocation does not prevent a sign-in.
func TestRevocationFails_SEC022(t *testing.T) {
	f := newFixture(t)
	f.endpoints.Revoke = func(string) (int, error) { return 0, errors.New("no connection") }
	begun := f.start("/", f.SignedIn()...)
	f.grants(begun, nil)
	a := f.callback.Do(back(begun, begun.good()))
	if a.Status != 303 || a.Event("failure") == nil || a.Event("signin.completed") == nil {
		t.Errorf("%d with events %v", a.Status, a.Events)
	}
}

var _ pool = (*cognito.Client)(nil)

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return encode(string(sum[:]))
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// updated is the updated issuer of the pool that has this original one.
func updated(issuer string) string {
	return strings.Replace(issuer, "cognito-idp", "issuer-cognito-idp", 1)
}

// TestEitherIssuerMayAnswer: while a pool changes its issuer, and no third one may.
func TestEitherIssuerMayAnswer_SEC017_N50(t *testing.T) {
	f := newFixture(t)
	f.Config.OtherIssuer = updated(f.Pool.Issuer)
	f.restart()
	for issuer, status := range map[string]int{f.Pool.Issuer: 303, updated(f.Pool.Issuer): 303, "": 400,
		updated(f.Pool.Issuer) + "/": 400} {
		begun := f.start("/")
		f.grants(begun, nil)
		if a := f.callback.Do(back(begun, begun.good()+"&iss="+url.QueryEscape(issuer))); a.Status != status {
			t.Errorf("%q gets %d, wanted %d", issuer, a.Status, status)
		}
	}
}
