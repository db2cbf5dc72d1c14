package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// TestHome: whatever the cookies are like, the home page is there, or on its way to be refreshed, and never a fault.
func TestHome_D02(t *testing.T) {
	const hello, nobody, unsure = "Hello " + authtest.Email, "No user is signed in.", "cannot be checked just now"
	tests := []struct {
		name     string
		cookies  func(s *webtest.Site) []string
		prepare  func(s *webtest.Site)
		request  func(r webtest.Request) webtest.Request
		status   int
		shows    string
		location string
		keeps    bool
	}{
		{name: "nobody", status: 200, shows: nobody, keeps: true},
		{name: "signed in", cookies: func(s *webtest.Site) []string { return s.SignedIn() }, status: 200, shows: hello,
			keeps: true},
		// The decision: cookies are not sealed. A token that the pool has signed is a session, whoever set the cookie;
		// without its signature it is not.
		{name: "tokens as they are (Q-14)", cookies: func(s *webtest.Site) []string {
			tokens := s.Session(nil)
			return []string{"__Host-Http-id=" + tokens.ID, "__Host-Http-access=" + tokens.Access}
		}, status: 200, shows: hello, keeps: true},
		{name: "tokens that nobody has signed (Q-14)", cookies: func(s *webtest.Site) []string {
			tokens := s.Session(nil)
			return []string{"__Host-Http-id=" + tokens.ID,
				"__Host-Http-access=" + tokens.Access[:strings.LastIndex(tokens.Access, ".")+1]}
		}, status: 200, shows: nobody},
		{name: "expired (SEC-064)", cookies: func(s *webtest.Site) []string { return s.Cookies(s.Expired(nil)) },
			status: 303, location: "/auth/refresh?return_to=%2F", keeps: true},
		{name: "expired, and only prefetched (SEC-065)",
			cookies: func(s *webtest.Site) []string { return s.Cookies(s.Expired(nil)) },
			request: func(r webtest.Request) webtest.Request { return r.With("sec-purpose", "prefetch") }, status: 200,
			shows: nobody, keeps: true},
		{name: "expired, and refreshing is paused", cookies: func(s *webtest.Site) []string {
			return append(s.Cookies(s.Expired(nil)), "__Host-Http-refresh-pause=1")
		}, status: 200, shows: unsure, keeps: true},
		{name: "keys down (SEC-047)", cookies: func(s *webtest.Site) []string { return s.SignedIn() },
			prepare: (*webtest.Site).KeysDown, status: 200, shows: unsure, keeps: true},
		{name: "keys down and nobody (SEC-047)", prepare: (*webtest.Site).KeysDown, status: 200, shows: nobody, keeps: true},
		{name: "garbage", cookies: func(*webtest.Site) []string { return []string{"__Host-Http-id=a.b.c", "__Host-Http-access=a.b.c"} }, status: 200, shows: nobody},
		{name: "half a session", cookies: func(s *webtest.Site) []string { return s.SignedIn()[:1] }, status: 200,
			shows: nobody},
		{name: "a site of the same pool with another client (R-06)", cookies: func(s *webtest.Site) []string {
			return s.Cookies(webtest.Session{ID: s.Pool.ID(authtest.Claims{"aud": "other"}),
				Access: s.Pool.Access(authtest.Claims{"client_id": "other"}), Refresh: webtest.RefreshToken})
		}, status: 200, shows: nobody},
		{name: "another pool (R-06)", cookies: func(s *webtest.Site) []string {
			return s.Cookies(s.Session(authtest.Claims{"iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0001"}))
		}, status: 200, shows: nobody},
		{name: "cookies without the prefix, as a parent domain can set them (R-06)", cookies: func(s *webtest.Site) []string {
			tokens := s.Session(nil)
			return []string{"id=" + tokens.ID, "access=" + tokens.Access, "__Secure-id=" + tokens.ID,
				"__Secure-access=" + tokens.Access}
		}, status: 200, shows: nobody, keeps: true},
		{name: "a cookie twice, the stale one first (R-05)", cookies: func(s *webtest.Site) []string {
			return append([]string{"__Host-Http-id=" + s.Expired(nil).ID}, s.SignedIn()...)
		}, status: 200, shows: nobody},
		{name: "a cookie twice, the stale one last (R-05)", cookies: func(s *webtest.Site) []string {
			return append(s.SignedIn(), "__Host-Http-access="+s.Expired(nil).Access)
		}, status: 200, shows: nobody},
		{name: "HEAD", cookies: func(s *webtest.Site) []string { return s.SignedIn() },
			request: func(r webtest.Request) webtest.Request { return r.WithMethod("HEAD") },
			status:  200, shows: hello, keeps: true},
		{name: "HEAD with half a session", cookies: func(s *webtest.Site) []string { return s.SignedIn()[1:] },
			request: func(r webtest.Request) webtest.Request { return r.WithMethod("HEAD") },
			status:  200, shows: nobody, keeps: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := webtest.New(t, templates.Failure)
			var cookies []string
			if tt.cookies != nil {
				cookies = tt.cookies(site)
			}
			if tt.prepare != nil {
				tt.prepare(site)
			}
			r := webtest.Navigate("/", cookies...)
			if tt.request != nil {
				r = tt.request(r)
			}
			a := site.Function(access.KindPage, access.Optional, newHandler).Do(r)
			if a.Status != tt.status || a.Location() != tt.location || !strings.Contains(a.Body, tt.shows) {
				t.Errorf("%d to %q: %s", a.Status, a.Location(), a.Body)
			}
			for _, other := range []string{hello, nobody, unsure} {
				if other != tt.shows && strings.Contains(a.Body, other) {
					t.Errorf("the page says %q, too", other)
				}
			}
			if kept := len(a.Left(cookies)) == len(cookies); kept != tt.keeps {
				t.Errorf("%d of %d cookies are left", len(a.Left(cookies)), len(cookies))
			}
		})
	}
}

// TestHostileAddress is shown as text (SEC-090).
func TestHostileAddress_SEC090(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	cookies := site.Cookies(site.Session(authtest.Claims{"email": `"><svg onload=alert(1)>@example.com` + "\u202e"}))
	a := site.Function(access.KindPage, access.Optional, newHandler).Do(webtest.Navigate("/", cookies...))
	if a.Status != 200 || strings.Contains(a.Body, "<svg") || strings.Contains(a.Body, "\u202e") ||
		!strings.Contains(a.Body, "&lt;svg onload=alert(1)&gt;") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}

// TestRegistered: who comes from registering is told that the address is confirmed, once.
func TestRegistered_R23(t *testing.T) {
	const mark, said = "__Host-Http-sign-up=1", "Your address is confirmed."
	site := webtest.New(t, templates.Failure)
	home := site.Function(access.KindPage, access.Optional, newHandler)
	unverified := site.Cookies(site.Session(authtest.Claims{"email_verified": false}))
	for _, tt := range []struct {
		name       string
		r          webtest.Request
		says, kept bool
	}{
		{"after registering", webtest.Navigate("/", append(site.SignedIn(), mark)...), true, false},
		{"not signed in yet", webtest.Navigate("/", mark), false, true},
		{"only prefetched", webtest.Navigate("/", append(site.SignedIn(), mark)...).With("sec-purpose", "prefetch"),
			false, true},
		{"an address that is not confirmed", webtest.Navigate("/", append(unverified, mark)...), false, false},
		{"any other visit", webtest.Navigate("/", site.SignedIn()...), false, false},
	} {
		a := home.Do(tt.r)
		kept := slices.Contains(a.Cookies([]string{mark}), mark)
		if a.Status != 200 || strings.Contains(a.Body, said) != tt.says || tt.name != "any other visit" && kept != tt.kept {
			t.Errorf("%s: %d, says it %t, keeps the mark %t", tt.name, a.Status, strings.Contains(a.Body, said), kept)
		}
	}
}

// TestWayOut: the sign-out button is a form of the session.
func TestWayOut(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	home := site.Function(access.KindPage, access.Optional, newHandler)
	signedIn := home.Do(webtest.Navigate("/", site.SignedIn()...)).Body
	if !strings.Contains(signedIn, `<form method="post" action="/auth/logout">`) ||
		strings.Contains(signedIn, `name="form_token" value=""`) {
		t.Error("there is no way out, or its form has no token")
	}
	if nobody := home.Do(webtest.Navigate("/")).Body; !strings.Contains(nobody, `href="/auth/login"`) ||
		!strings.Contains(nobody, `href="/auth/signup"`) || strings.Contains(nobody, "<form") {
		t.Error("there is no way in")
	}
}

func TestHomeWhereNobodyRegisters(t *testing.T) {
	for off, offers := range map[bool]bool{false: true, true: false} {
		site := webtest.New(t, templates.Failure)
		site.Config.SignUpOff = off
		if a := site.Function(access.KindPage, access.Optional,
			newHandler).Do(webtest.Navigate("/")); strings.Contains(a.Body, `href="/auth/signup"`) != offers ||
			!strings.Contains(a.Body, `href="/auth/login"`) {
			t.Errorf("off %t: %s", off, a.Body)
		}
	}
}

// TestCodeOnAnotherPage: a "code" that belongs to something else is nothing to this page. It could not redeem one
// either: it holds no secret.
func TestCodeOnAnotherPage_R20(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	home := site.Function(access.KindPage, access.Optional, newHandler)
	state := "__Host-Http-flow-abcdefgh=1.1790000000." + strings.Repeat("s", 43) + "." + strings.Repeat("n", 43) + "." +
		strings.Repeat("v", 43) + ".Lw"
	for _, cookies := range [][]string{nil, {state}, site.SignedIn(), append(site.SignedIn(), state)} {
		plain := home.Do(webtest.Navigate("/", cookies...))
		for _, query := range []string{"code=abc", "code=abc&state=" + strings.Repeat("s", 43),
			"error=access_denied&state=x", "code=a&code=b", "access_token=x&id_token=y"} {
			a := home.Do(webtest.Navigate("/?"+query, cookies...))
			if a.Status != 200 || a.Body != plain.Body || len(a.Lines) != 0 || a.Location() != "" {
				t.Errorf("with %d cookies %s gets %d to %q with %d cookies", len(cookies), query, a.Status,
					a.Location(), len(a.Lines))
			}
		}
	}
	if n := site.Pool.Fetches(); n != 0 {
		t.Errorf("%d calls to the pool", n)
	}
}

// TestLargestSessionMakesNoLargePage: nothing of the tokens is mirrored into the page or its headers (webtest looks for
// them), so a session that just fits into cookies makes an answer that is as small as any other.
func TestLargestSessionMakesNoLargePage_R07(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	home := site.Function(access.KindPage, access.Optional, newHandler)
	largest := func(count int) webtest.Session {
		groups := make([]string, count)
		for i := range groups {
			groups[i] = fmt.Sprintf("group-%026d", i)
		}
		session := site.Session(authtest.Claims{"cognito:groups": groups})
		session.Refresh = strings.Repeat("r", 1852)
		return session
	}
	size := func(a webtest.Answer) int {
		total := len(a.Body)
		for name, value := range a.Header {
			total += len(name) + len(value)
		}
		return total
	}
	small, large := site.Cookies(largest(0)), site.Cookies(largest(30))
	if held := len(strings.Join(large, "; ")); held < 6500 {
		t.Fatalf("the large session has %d bytes only", held)
	}
	without, with := home.Do(webtest.Navigate("/", small...)), home.Do(webtest.Navigate("/", large...))
	if with.Status != 200 || !strings.Contains(with.Body, "Hello "+authtest.Email) || size(with) != size(without) ||
		size(with) > 8<<10 {
		t.Errorf("%d, %d bytes with many groups, %d without", with.Status, size(with), size(without))
	}
}
