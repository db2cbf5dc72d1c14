package e2e

import (
	"net/http"
	"testing"
)

// TestFormsInBrowsers: what a browser makes of the way of a form that has outlived its session: it keeps the form
// through two redirects, and on the page that keeps it until the visitor has signed in.
func TestFormsInBrowsers_SEC064(t *testing.T) {
	localOnly(t)
	const everywhere = `form[action="/auth/logout-everywhere"] button`
	for engine, start := range windows {
		t.Run(engine, func(t *testing.T) {
			w := start(t)
			begin := func(t *testing.T) person {
				email := fresh("form-" + engine)
				p := person{window: w, t: t, email: email, other: member(t, email)}
				t.Cleanup(w.forget)
				p.signIn("/profile")
				awaitText(t, w, t.Name()+"-2-form", email)
				return p
			}
			t.Run("renewed on its way", func(t *testing.T) {
				p := begin(t)
				p.expire()
				p.press(askEverywhere)
				p.press(everywhere)
				awaitText(t, w, t.Name()+"-3-handled", "You are signed out.")
				p.other.get("/profile").wants(http.StatusOK) // whose own tokens verify until they expire
			})
			t.Run("kept until the visitor has signed in", func(t *testing.T) {
				p := begin(t)
				p.inNewTab(func(w window) {
					w.open(site.url)
					w.press(signOutButton)
					awaitText(t, w, t.Name()+"-3-signed-out", "You are signed out.")
				})
				p.press(askEverywhere)
				p.press(everywhere)
				awaitText(t, w, t.Name()+"-4-kept", "What you filled in is still here.")
				p.inNewTab(func(w window) {
					other := p
					other.window = w
					other.signIn("/profile")
					awaitText(t, w, t.Name()+"-5-signed-in", p.email)
				})
				p.press(everywhere)
				awaitText(t, w, t.Name()+"-6-handled", "You are signed out.")
			})
		})
	}
}
