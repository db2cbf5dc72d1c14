package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/web/webtest"
)

func TestHome(t *testing.T) {
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
		{name: "signed in", cookies: func(s *webtest.Site) []string { return s.SignedIn() }, status: 200, shows: hello, keeps: true},
		{name: "expired (SEC-064)", cookies: func(s *webtest.Site) []string { return s.Cookies(s.Expired(nil)) }, status: 303, location: "/auth/refresh?return_to=%2F", keeps: true},
		{name: "expired, and only prefetched (SEC-065)", cookies: func(s *webtest.Site) []string { return s.Cookies(s.Expired(nil)) },
			request: func(r webtest.Request) webtest.Request { return r.With("sec-purpose", "prefetch") }, status: 200, shows: nobody, keeps: true},
		{name: "expired, and refreshing is paused", cookies: func(s *webtest.Site) []string {
			return append(s.Cookies(s.Expired(nil)), "__Host-Http-refresh-pause=1")
		}, status: 200, shows: unsure, keeps: true},
		{name: "keys down (SEC-047)", cookies: func(s *webtest.Site) []string { return s.SignedIn() }, prepare: (*webtest.Site).KeysDown, status: 200, shows: unsure, keeps: true},
		{name: "keys down and nobody (SEC-047)", prepare: (*webtest.Site).KeysDown, status: 200, shows: nobody, keeps: true},
		{name: "garbage", cookies: func(*webtest.Site) []string { return []string{"__Host-Http-id=a.b.c", "__Host-Http-access=a.b.c"} }, status: 200, shows: nobody},
		{name: "half a session", cookies: func(s *webtest.Site) []string { return s.SignedIn()[:1] }, status: 200, shows: nobody},
		{name: "HEAD", request: func(r webtest.Request) webtest.Request { return r.WithMethod("HEAD") }, status: 405, keeps: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := webtest.New(t)
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
			a := site.Page(newHandler).Do(r)
			if a.Status != tt.status || a.Location() != tt.location || !strings.Contains(a.Body, tt.shows) {
				t.Errorf("%d to %q: %s", a.Status, a.Location(), a.Body)
			}
			for _, other := range []string{hello, nobody, unsure} {
				if other != tt.shows && strings.Contains(a.Body, other) {
					t.Errorf("the page says %q, too", other)
				}
			}
			if kept := len(a.Cookies(cookies)) == len(cookies); kept != tt.keeps {
				t.Errorf("%d of %d cookies are left", len(a.Cookies(cookies)), len(cookies))
			}
		})
	}
}

// TestHostileAddress is shown as text (SEC-090).
func TestHostileAddress_SEC090(t *testing.T) {
	site := webtest.New(t)
	cookies := site.Cookies(site.Session(authtest.Claims{"email": `"><svg onload=alert(1)>@example.com` + "\u202e"}))
	a := site.Page(newHandler).Do(webtest.Navigate("/", cookies...))
	if a.Status != 200 || strings.Contains(a.Body, "<svg") || strings.Contains(a.Body, "\u202e") || !strings.Contains(a.Body, "&lt;svg onload=alert(1)&gt;") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}

// TestWayOut: the sign-out button is a form of the session.
func TestWayOut(t *testing.T) {
	site := webtest.New(t)
	home := site.Page(newHandler)
	signedIn := home.Do(webtest.Navigate("/", site.SignedIn()...)).Body
	if !strings.Contains(signedIn, `<form method="post" action="/auth/logout">`) || strings.Contains(signedIn, `name="form_token" value=""`) {
		t.Error("there is no way out, or its form has no token")
	}
	if nobody := home.Do(webtest.Navigate("/")).Body; !strings.Contains(nobody, `href="/auth/login"`) || !strings.Contains(nobody, `href="/auth/signup"`) || strings.Contains(nobody, "<form") {
		t.Error("there is no way in")
	}
}

func TestHomeWhereNobodyRegisters(t *testing.T) {
	for off, offers := range map[bool]bool{false: true, true: false} {
		site := webtest.New(t)
		site.Config.SignUpOff = off
		if a := site.Page(newHandler).Do(webtest.Navigate("/")); strings.Contains(a.Body, `href="/auth/signup"`) != offers || !strings.Contains(a.Body, `href="/auth/login"`) {
			t.Errorf("off %t: %s", off, a.Body)
		}
	}
}
