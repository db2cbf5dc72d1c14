package sitetest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// late opens an address in a tab, signs out in another while the user pool's answer is on its way, and lets it arrive
// after that.
func late(b *browser, address *url.URL) answer {
	b.site.t.Helper()
	hold, held := make(chan struct{}), make(chan struct{}, 1)
	b.site.pool.change(func(p *userPool) { p.hold, p.held, p.late = hold, held, true })
	arrives := make(chan answer)
	go func() {
		arrives <- b.ask("GET", address, "")
	}()
	<-held
	b.site.pool.change(func(p *userPool) { p.hold, p.late = nil, false })
	if path, a := b.signOut(); path != "/auth/signed-out" || a.StatusCode != http.StatusOK {
		b.site.t.Errorf("signing out ends with %d at %q", a.StatusCode, path)
	}
	close(hold)
	return <-arrives
}

// TestALateAnswerSignsNobodyIn: Cognito has issued new tokens before it heard of the sign-out, and they arrive after
// it. They verify for a quarter of an hour, and yet no page takes them (SEC-067).
func TestALateAnswerSignsNobodyIn_SEC067(t *testing.T) {
	s := newSite(t, 2)
	pages := map[string]func(b *browser) string{
		"the private page": func(b *browser) string {
			a := b.send("GET", at("/profile"), "")
			return fmt.Sprint(a.StatusCode, " ", strings.Split(a.Headers["location"], "?")[0])
		},
		"the public page": func(b *browser) string {
			path, a := b.open("/")
			return fmt.Sprint(a.StatusCode, " ", path, " ", strings.Contains(a.Body, "No user is signed in."))
		},
		"the API": func(b *browser) string { return fmt.Sprint(b.send("GET", at("/api/me"), "").StatusCode) },
		"the refresh": func(b *browser) string {
			a := b.send("GET", &url.URL{Path: "/auth/refresh", RawQuery: "return_to=/"}, "")
			return fmt.Sprint(a.StatusCode, " ", a.Headers["location"])
		},
		"the signed-out page": func(b *browser) string {
			path, a := b.open("/auth/signed-out")
			return fmt.Sprint(a.StatusCode, " ", path, " ", strings.Contains(a.Body, "You are signed out."))
		},
	}
	want := map[string]string{
		"the private page": "303 /auth/login", "the public page": "200 / true", "the API": "401", "the refresh": "303 /",
		"the signed-out page": "200 /auth/signed-out true",
	}
	s.pool.change(func(p *userPool) { p.asks = true })
	for name, look := range pages {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, s)
			signIn(b)
			b.expire()
			answer := late(b, &url.URL{Path: "/auth/refresh", RawQuery: "return_to=/profile"})
			if !setsCookie(answer, "access") {
				t.Fatalf("the late answer brings no tokens: %d to %q", answer.StatusCode, answer.Headers["location"])
			}
			b.store(answer.Cookies)
			if got := look(b); got != want[name] {
				t.Errorf("it answers %q, want %q", got, want[name])
			}
			b.open("/")
			for _, cookie := range []string{"id", "access", "refresh"} {
				if b.cookies()[cookie] != "" {
					t.Errorf("the cookie %s is left", cookie)
				}
			}
			signIn(b)
			if path, a := b.open("/profile"); path != "/profile" || a.StatusCode != http.StatusOK {
				t.Errorf("signing in again ends with %d at %q", a.StatusCode, path)
			}
		})
	}
}

// TestALateCallbackSignsNobodyIn_SEC067: the same with a sign-in that was under way.
func TestALateCallbackSignsNobodyIn_SEC067(t *testing.T) {
	s := newSite(t, 2)
	b := newBrowser(t, s)
	begun := b.send("GET", &url.URL{Path: "/auth/login", RawQuery: "return_to=/profile"}, "")
	callback, err := url.Parse(b.visitPool(begun.Headers["location"]))
	if err != nil || callback.Path != "/auth/callback" {
		t.Fatalf("the user pool leads to %q (%v)", callback, err)
	}
	answer := late(b, callback)
	if !setsCookie(answer, "access") {
		t.Fatalf("the late answer brings no tokens: %d to %q", answer.StatusCode, answer.Headers["location"])
	}
	b.store(answer.Cookies)
	s.pool.change(func(p *userPool) { p.asks = true })
	if path, a := b.open(answer.Headers["location"]); path != "the form of the user pool" {
		t.Errorf("it ends with %d at %q", a.StatusCode, path)
	}
	if b.cookies()["access"] != "" || b.cookies()["refresh"] != "" {
		t.Error("the session is left")
	}
	signIn(b)
}

// signIn signs in where the user pool asks for it.
func signIn(b *browser) {
	b.site.t.Helper()
	b.site.pool.change(func(p *userPool) { p.asks = false })
	if path, a := b.open("/auth/login?return_to=/profile"); path != "/profile" || a.StatusCode != http.StatusOK {
		b.site.t.Errorf("signing in ends with %d at %q", a.StatusCode, path)
	}
	b.site.pool.change(func(p *userPool) { p.asks, p.signedIn = true, false })
}

// setsCookie reports whether an answer sets a cookie, and does not delete it.
func setsCookie(a answer, name string) bool {
	return slices.ContainsFunc(a.Cookies, func(line string) bool {
		return strings.HasPrefix(line, name+"=") && !strings.HasPrefix(line, name+"=;")
	})
}
