package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// person is a visitor with a new account and a window, and with a client that has the same account.
type person struct {
	window
	t     *testing.T
	email string
	other *visitor
}

// signIn opens an address that leads to the sign-in page, and signs in there.
func (p person) signIn(address string) {
	p.t.Helper()
	p.open(site.url + address)
	awaitText(p.t, p, p.t.Name()+"-1-sign-in", "Sign in")
	p.write("username", p.email)
	p.write("password", newPassword+"\r")
}

// expire puts tokens that have expired in place of those that the browser holds.
func (p person) expire() {
	p.t.Helper()
	p.other.expire(p.email)
	for _, name := range []string{"id", "access"} {
		p.hold(name, p.other.cookies("/")[name])
	}
}

// awaitExpiry waits until the tokens that the browser holds have expired: as soon as those of a later sign-in have.
func (p person) awaitExpiry() {
	p.t.Helper()
	p.other.get("/auth/login").wants(http.StatusOK, "Hello "+p.email)
	deadline := time.Now().Add(patience)
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	for p.other.get("/api/me").status == http.StatusOK {
		if <-poll.C; time.Now().After(deadline) {
			p.t.Fatal("the tokens do not expire")
		}
	}
}

// Ways to a private page. The first ones end with the redirect that has set the session's cookies.
var waysIn = map[string]func(person){
	"callback":  func(p person) { p.signIn("/auth/login") },
	"deep link": func(p person) { p.signIn("/profile") },
	"deletion":  func(p person) { p.signIn("/account/delete") },
	"refresh": func(p person) {
		p.signIn("/auth/login")
		awaitText(p.t, p, p.t.Name()+"-2-before", p.email)
		p.expire()
		p.open(site.url + "/profile")
		awaitText(p.t, p, p.t.Name()+"-2-refreshed", "Delete your account")
	},
	"click": func(p person) {
		p.signIn("/auth/login")
		awaitText(p.t, p, p.t.Name()+"-2-before", p.email)
		p.press(`main a[href="/profile"]`)
	},
}

const (
	signOutButton = `main form[action="/auth/logout"] button`
	askEverywhere = `.ask summary` // opens the question that comes before signing out everywhere
)

func signOut(p person) { p.press(signOutButton) }

// TestBackShowsNothingPrivate: Chromium keeps a page in its back/forward cache, no-store or not, unless an HttpOnly
// cookie has been set since; that one is deleted is not enough where the redirect to the page has set it.
func TestBackShowsNothingPrivate_SEC073_R46(t *testing.T) {
	localOnly(t)
	tests := []struct {
		name, in, shows string
		out             func(person)
		says, after     string
	}{
		{"sign-out", "callback", "Hello ", signOut, "You are signed out.", "No user is signed in."},
		{"sign-out after a refresh", "refresh", "Delete your account", signOut, "You are signed out.", "Sign in"},
		{"sign-out after a click", "click", "Delete your account", signOut, "You are signed out.", "Sign in"},
		{"sign-out everywhere", "deep link", "Delete your account", func(p person) {
			p.press(askEverywhere)
			p.press(`form[action="/auth/logout-everywhere"] button`)
		}, "You are signed out.", "Sign in"},
		{"account deletion", "deletion", "This cannot be undone.", func(p person) {
			p.press(`form[action="/auth/delete-account"] button`)
		}, "Your account is deleted.", "Sign in"},
		{"sign-out in another tab", "callback", "Hello ", func(p person) {
			p.open(hostilePage(p.t, "another site"))
			p.inNewTab(func(w window) {
				w.open(site.url)
				w.press(signOutButton)
				awaitText(p.t, w, p.t.Name()+"-3-other-tab", "You are signed out.")
			})
		}, "another site", "No user is signed in."},
		{"session over", "callback", "Hello ", func(p person) {
			p.awaitExpiry()
			p.other.control("users/"+p.email+"/disable", `{}`) // which ends its sessions, too
			p.press(`main a[href="/profile"]`)
		}, "Sign in", "No user is signed in."},
	}
	for engine, start := range windows {
		t.Run(engine, func(t *testing.T) {
			w := start(t)
			for _, tt := range tests {
				t.Run(tt.name, func(t *testing.T) {
					email := fresh("back-" + engine)
					p := person{window: w, t: t, email: email, other: member(t, email)}
					t.Cleanup(w.forget)
					if tt.name == "session over" {
						p.other.control("lifetimes", `{"access":"6s","id":"6s"}`)
						t.Cleanup(func() { p.other.control("lifetimes", `{"access":"15m","id":"15m"}`) })
					}
					waysIn[tt.in](p)
					awaitText(t, w, t.Name()+"-2-private", tt.shows)
					if !strings.Contains(w.text(), email) {
						t.Fatalf("the page shows nothing private: %s", w.text())
					}
					tt.out(p)
					awaitText(t, w, t.Name()+"-3-out", tt.says)
					w.back()
					if text := awaitText(t, w, t.Name()+"-4-back", tt.after); strings.Contains(text, email) {
						t.Errorf("Back shows: %s", text)
					}
				})
			}
		})
	}
}
