package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// query is what the browser is sent to Cognito with.
func query(t *testing.T, a webtest.Answer) url.Values {
	t.Helper()
	address, err := url.Parse(a.Location())
	if err != nil || a.Status != 303 || address.Scheme+"://"+address.Host+address.Path != webtest.Domain+"/oauth2/authorize" {
		t.Fatalf("%d to %q (%v)", a.Status, a.Location(), err)
	}
	return address.Query()
}

// fixed is the part of the authorization request that does not change, as text.
func fixed(values url.Values) string {
	values.Del("state")
	values.Del("nonce")
	values.Del("code_challenge")
	return values.Encode()
}

func TestAuthorizationRequest_SEC001_S20(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	a := site.Page(newHandler).Do(webtest.Navigate("/auth/login?return_to=/profile"))
	values := query(t, a)
	var names []string
	for name, each := range values {
		names = append(names, name)
		if len(each) != 1 {
			t.Errorf("%s stands there %d times", name, len(each))
		}
	}
	slices.Sort(names)
	if want := "client_id code_challenge code_challenge_method nonce redirect_uri response_type scope state"; strings.Join(names, " ") != want {
		t.Errorf("parameters %q", names)
	}
	secret := regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	state, nonce, challenge := values.Get("state"), values.Get("nonce"), values.Get("code_challenge")
	if !secret.MatchString(state) || !secret.MatchString(nonce) || state == nonce || state == challenge ||
		nonce == challenge {
		t.Errorf("state %q, nonce %q, challenge %q (SEC-003)", state, nonce, challenge)
	}
	if decoded, _ := base64.RawURLEncoding.DecodeString(state); strings.Contains(string(decoded), "profile") {
		t.Error("the state tells the way back (SEC-003)")
	}
	want := url.Values{"client_id": {site.Pool.ClientID}, "code_challenge_method": {"S256"},
		"redirect_uri":  {webtest.BaseURL + "/auth/callback"},
		"response_type": {"code"}, "scope": {"openid email"}}
	if got := fixed(values); got != want.Encode() {
		t.Errorf("got %s, want %s", got, want.Encode())
	}
	if line := a.Event("signin.started"); line == nil || line["route"] == "" {
		t.Errorf("events %v (SEC-112)", a.Events)
	}
}

// TestVerifierStaysInTheCookie: the challenge is made of the verifier that the cookie holds, which nobody else sees
// (SEC-002).
func TestVerifierStaysInTheCookie_SEC002(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	a := site.Page(newHandler).Do(webtest.Navigate("/auth/login?return_to=/profile"))
	if len(a.Lines) != 1 || !strings.Contains(a.Lines[0], "; Max-Age=600;") {
		t.Fatalf("cookies %q", a.Lines)
	}
	value, _, _ := strings.Cut(a.Lines[0], ";")
	fields := strings.Split(value, ".")
	verifier := fields[4]
	sum := sha256.Sum256([]byte(verifier))
	if got := query(t, a).Get("code_challenge"); got != base64.RawURLEncoding.EncodeToString(sum[:]) {
		t.Errorf("the challenge %q is not the verifier's", got)
	}
	if strings.Contains(a.Location()+a.Body, verifier) {
		t.Error("the verifier leaves the cookie")
	}
}

func TestRequestCannotChangeTheAddress_SEC004_R25(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	want := fixed(query(t, login.Do(webtest.Navigate("/auth/login"))))
	for _, parameter := range []string{ // SEC-005
		"redirect_uri=https://evil.example", "scope=aws.cognito.signin.user.admin", "client_id=other",
		"response_type=token", "prompt=none", "prompt=consent",
		"identity_provider=Evil", "idp=Evil", "state=x&state=y", "nonce=x", "code_challenge_method=plain", "lang=xx",
		"lang=de&lang=en", "login_hint=%0d%0ax",
		"login_hint=a%26b", "login_hint=" + strings.Repeat("a", 200) + "@example.com", "login_hint=nobody",
		"logout_uri=https://evil.example", "response_mode=form_post",
	} {
		if got := fixed(query(t, login.Do(webtest.Navigate("/auth/login?"+parameter)))); got != want {
			t.Errorf("%s changes the request to %s", parameter, got)
		}
	}
	for name, value := range map[string]string{"host": "evil.example", "x-forwarded-host": "evil.example",
		"x-forwarded-proto": "http", "forwarded": "host=evil.example;proto=http"} {
		if got := fixed(query(t, login.Do(webtest.Navigate("/auth/login").With(name, value)))); got != want {
			t.Errorf("%s: %s changes the request to %s (Q-70)", name, value, got)
		}
	}
}

func TestOptionsThatPass_SEC005_R26(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	// The redirect address stands in the middle of the query, in alphabetical order.
	plain := "client_id=" + site.Pool.ClientID + "&code_challenge_method=S256&%sredirect_uri=https%%3A%%2F%%2Fapp.example.com%%2Fauth%%2Fcallback&response_type=code&scope=openid+email"
	const everything = "identity_provider=Google&lang=de&login_hint=grace.hopper%2Bnavy%40example.com&prompt=login&"
	for _, tt := range []struct{ query, want string }{
		{"", ""}, {"lang=de", "lang=de&"}, {"lang=pt-BR", "lang=pt-BR&"}, {"idp=Google", "identity_provider=Google&"},
		{"prompt=login", "prompt=login&"},
		{"prompt=select_account", "prompt=select_account&"}, {"login_hint=grace.hopper%2Bnavy@example.com",
			"login_hint=grace.hopper%2Bnavy%40example.com&"},
		{"lang=de&login_hint=grace.hopper%2Bnavy@example.com&prompt=login&idp=Google", everything},
		{"lang=klingon&login_hint=grace&prompt=login&idp=Evil", "prompt=login&"}, // what nobody knows is dropped, the rest is kept
		{"lang=de&login_hint=%3Cb%3E&prompt=none", "lang=de&"},
	} {
		if got, want := fixed(query(t, login.Do(webtest.Navigate("/auth/login?"+tt.query)))), fmt.Sprintf(plain,
			tt.want); got != want {
			t.Errorf("%q gives\n%s, want\n%s", tt.query, got, want)
		}
	}
}

// TestFlowsDoNotPileUp: not beside a session and with long ways back, where the budget holds, nor alone, where they
// stay small.
func TestFlowsDoNotPileUp_SEC008_R10(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	tests := []struct {
		name, returnTo string
		session        []string
		bytes          int
	}{
		{"beside a session, with long ways back (Q-71)", "/" + strings.Repeat("a", 500), site.SignedIn(), 7500},
		{"alone", "/profile", nil, 2048},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			login, cookies := site.Page(newHandler), tt.session
			for range 200 {
				cookies = login.Do(webtest.Navigate("/auth/login?return_to="+tt.returnTo, cookies...)).Cookies(cookies)
			}
			flows := 0
			for _, cookie := range cookies {
				if strings.HasPrefix(cookie, "__Host-Http-flow-") {
					flows++
				}
			}
			if size := len(strings.Join(cookies, "; ")); flows == 0 || flows > 4 || size > tt.bytes ||
				len(cookies)-flows != len(tt.session) {
				t.Errorf("%d flows of %d cookies with %d bytes", flows, len(cookies), size)
			}
		})
	}
}

func TestOnlyNavigationsStartASignIn_SEC009(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	page := webtest.Navigate("/auth/login")
	tests := []struct {
		name    string
		request webtest.Request
		status  int
	}{
		{"a page that is opened", page, 303},
		{"a client that says nothing", webtest.Get("/auth/login"), 303},
		{"a picture", page.With("sec-fetch-mode", "no-cors").With("sec-fetch-dest", "image"), 401},
		{"a frame", page.With("sec-fetch-dest", "iframe"), 401},
		{"a script", page.With("sec-fetch-mode", "cors").With("sec-fetch-dest", "empty"), 401},
		{"a prefetch", page.With("sec-purpose", "prefetch"), 401},
		{"a prefetch of old", page.With("purpose", "Prefetch"), 401},
		{"a prerendering", page.With("sec-purpose", "prefetch;prerender"), 401},
		{"a program", page.With("accept", "application/json"), 401},
		{"HEAD, which sets no cookie", page.WithMethod("HEAD"), 303},
		{"HEAD of a script", page.WithMethod("HEAD").With("sec-fetch-mode", "cors").With("sec-fetch-dest", "empty"), 401},
		{"POST", webtest.Submit("/auth/login", nil), 405},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := login.Do(tt.request)
			if a.Status != tt.status || (len(a.Lines) > 0) != (tt.status == 303 && tt.request.Method == "GET") ||
				(a.Event("signin.started") != nil) != (len(a.Lines) > 0) || tt.status == 401 &&
				a.Code() != "AUTH-NOT-A-NAVIGATION" {
				t.Errorf("%d with %q and %d cookies, want %d", a.Status, a.Code(), len(a.Lines), tt.status)
			}
		})
	}
}

// TestWayBackIsChecked when it is stored (SEC-076): what does not pass is not in the cookie at all.
func TestWayBackIsChecked_SEC076_R13_S20(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	for returnTo, want := range map[string]string{
		"return_to=/profile": "/profile", "return_to=//evil.example": "/", "return_to=/profile&return_to=/": "/",
		"": "/", "return=/profile": "/",
	} {
		a := login.Do(webtest.Navigate("/auth/login?" + returnTo))
		value, _, _ := strings.Cut(a.Lines[0], ";")
		stored, err := base64.RawURLEncoding.DecodeString(value[strings.LastIndex(value, ".")+1:])
		if err != nil || string(stored) != want {
			t.Errorf("%s is stored as %q (%v)", returnTo, stored, err)
		}
	}
}

// TestFreshSignInEndsCognitosSessionFirst (SEC-101): no flow is begun before that, and what was asked for is kept
// for then.
func TestFreshSignInEndsCognitosSessionFirst_SEC101(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	signOut := webtest.Domain + "/logout?client_id=" + site.Pool.ClientID + "&logout_uri=" +
		url.QueryEscape(webtest.BaseURL+"/auth/signed-out")
	for _, tt := range []struct{ query, want string }{
		{"fresh=1&return_to=%2Faccount%2Fdelete", "?return_to=%2Faccount%2Fdelete"},
		{"fresh=1", "?return_to=%2F"},
		{"fresh=1&return_to=%2F%2Fevil.example", "?return_to=%2F"},
		{"fresh=1&lang=de&idp=Google&login_hint=grace@example.com&prompt=login&scope=x&logout_uri=https%3A%2F%2Fevil.example",
			"?idp=Google&lang=de&login_hint=grace%40example.com&prompt=login&return_to=%2F"},
	} {
		a := login.Do(webtest.Navigate("/auth/login?"+tt.query, site.SignedIn()...))
		if a.Location() != signOut || len(a.Lines) != 1 ||
			!strings.HasPrefix(a.Lines[0], "__Host-Http-sign-in-afresh="+tt.want+";") || a.Event("signin.started") != nil {
			t.Errorf("%s: %d to %q with cookies %q, events %v", tt.query, a.Status, a.Location(), a.Lines, a.Events)
		}
	}
	for _, other := range []string{"fresh=", "fresh=2", "fresh=true", "fresh=0&fresh=1", "fresh=1&fresh=0",
		"fresh=1&fresh=1"} {
		query(t, login.Do(webtest.Navigate("/auth/login?"+other)))
	}
}

// TestLinksOfOtherSites: another site may lead to sign in, but neither end Cognito's session nor fill in an address.
func TestLinksOfOtherSites_SEC005_SEC071(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	tests := []struct {
		name, fetchSite, referer string
		heard                    bool
	}{
		{"a page of this site", "same-origin", webtest.BaseURL + "/account/delete", true},
		{"typed", "none", "", true},
		{"another site", "cross-site", "https://evil.example/", false},
		{"another site that hides where", "cross-site", "", false},
		{"a host beside it", "same-site", "", false},
		{"a host beside it that claims to be this one", "same-site", webtest.BaseURL + "/", false},
		{"an older browser, at a page of this site", "", webtest.BaseURL + "/account/delete", true},
		{"an older browser, at another site", "", "https://evil.example/", false},
		{"an older browser, at a site whose name begins alike", "", webtest.BaseURL + ".evil.example/", false},
		{"a program", "", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			request := func(query string) webtest.Answer {
				return login.Do(webtest.Navigate("/auth/login?"+query, site.SignedIn()...).With("sec-fetch-site",
					tt.fetchSite).With("referer", tt.referer))
			}
			a := request("fresh=1&login_hint=eve@example.com&lang=de&return_to=%2Fprofile")
			if ended := strings.HasPrefix(a.Location(), webtest.Domain+"/logout?"); ended != tt.heard {
				t.Errorf("Cognito's session is ended %v: %q", ended, a.Location())
			}
			if !tt.heard && !strings.Contains(a.Location(), "lang=de") {
				t.Errorf("what does no harm is ignored: %q", a.Location())
			}
			a = request("login_hint=eve@example.com")
			if filled := strings.Contains(a.Location(), "login_hint="); filled != tt.heard {
				t.Errorf("the address is filled in %v: %q", filled, a.Location())
			}
			if said := a.Event("signin.option_ignored") != nil; said == tt.heard {
				t.Errorf("events %v: nothing is dropped in silence", a.Events)
			}
		})
	}
}

// TestCognitoSpeaksTheVisitorsLanguage: what was asked for, else what the visitor reads here. Of a visitor who reads
// none of the site's languages nothing is said, because Cognito has more of them.
func TestCognitoSpeaksTheVisitorsLanguage(t *testing.T) {
	login := webtest.New(t, templates.Failure).Page(newHandler)
	for _, tt := range []struct{ name, path, header, cookie, want string }{
		{"nothing is known", "/auth/login", "", "", ""},
		{"by the browser", "/auth/login", "de-CH, en;q=0.5", "", "de"},
		{"one that the site does not speak", "/auth/login", "fr", "", ""},
		{"chosen on the site", "/auth/login", "en", "__Host-Http-language=de", "de"},
		{"asked for", "/auth/login?lang=fr", "en", "__Host-Http-language=de", "fr"},
	} {
		r := webtest.Navigate(tt.path, tt.cookie)
		if tt.header != "" {
			r = r.With("accept-language", tt.header)
		}
		a := login.Do(r)
		to, err := url.Parse(a.Location())
		if err != nil || a.Status != 303 || to.Query().Get("lang") != tt.want || to.Query().Has("lang") != (tt.want != "") {
			t.Errorf("%s: %d to %q, want the language %q (%v)", tt.name, a.Status, a.Location(), tt.want, err)
		}
		if len(a.Lines) != 1 {
			t.Errorf("%s: it sets %d cookies", tt.name, len(a.Lines))
		}
	}
}
