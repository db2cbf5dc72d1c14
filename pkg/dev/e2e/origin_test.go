package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestFormWithoutReferrerInChromium: a form whose referrer is withheld has an Origin of null, and is the site's own
// all the same.
func TestFormWithoutReferrerInChromium_SEC081(t *testing.T) {
	localOnly(t)
	b := newTab(t)
	b.do("form without referrer, sent to a server that shows it", "origin null from same-origin",
		chromedp.Navigate(showingOrigin(t)), click("button"))
	b.console() // that server has no icon
	b.do("form without referrer, sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login"), see(`input[name=username]`))
	b.do("form without referrer, signed in", "Hello "+userEmail, fill("username", userEmail),
		fill("password", userPassword), enter("password"))
	// As a page of the site's own would, or an extension: one of its elements is made to say it.
	meta := chromedp.CSS("meta[name=color-scheme], meta[name=referrer]")
	content := chromedp.SetAttributeValue(meta, "content", "no-referrer", chromedp.NodeReady)
	name := chromedp.SetAttributeValue(meta, "name", "referrer", chromedp.NodeReady)
	const form = `main form[action="/auth/logout"]`
	b.do("form without referrer, signed out", "You are signed out.", content, name, click(form+" button"))
}

// showingOrigin is a page with a form that sends no referrer, and an answer that shows where the browser says that it
// comes from.
func showingOrigin(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method == http.MethodPost {
			fmt.Fprintf(w, "<!doctype html><p>origin %s from %s</p>", r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site"))
			return
		}
		fmt.Fprint(w, `<!doctype html><meta name="referrer" content="no-referrer"><form method="post"><button>send</button></form>`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
