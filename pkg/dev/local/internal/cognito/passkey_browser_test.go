package cognito

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/chromium"
)

// A passkey is made and used in Chromium, with a virtual authenticator.
func TestPasskeysInChromium(t *testing.T) {
	if testing.Short() {
		t.Log("not part of a short run, because it starts a browser")
		return
	}
	s := withPasskeys(t)
	s.atLocalhost()
	var arrivals atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("code") != "" {
			fmt.Fprintf(w, `<!doctype html><title>Site</title><link rel="icon" href="data:,"><p id="arrived%d">Signed in</p>`, arrivals.Add(1))
		}
	}))
	t.Cleanup(site.Close)
	back := strings.Replace(site.URL, "127.0.0.1", "localhost", 1) + "/callback"
	if _, err := s.pool.UpdateClient(s.ClientID(),
		func(c *pool.Client) error { c.CallbackURLs = []string{back}; return nil }); err != nil {
		t.Fatal(err)
	}
	at := func(page string) chromedp.Action[chromedp.Void] {
		return chromedp.Navigate(s.url + strings.Replace(s.authorizeQuery("redirect_uri", back, "prompt", "login"),
			"/oauth2/authorize", page, 1))
	}
	see := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.WaitVisible(chromedp.CSS(selector))
	}
	click := func(selector string) chromedp.Action[chromedp.Void] { return chromedp.Click(chromedp.CSS(selector)) }
	address := chromedp.SendKeys(chromedp.CSS("#signInFormUsername"), "alice@example.com")

	ctx, complaints := chromium.Start(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	err := chromedp.Do(ctx, chromium.WithPasskeys(),
		at("/login"), see("#signInFormUsername"), address, chromedp.SendKeys(chromedp.CSS("#signInFormPassword"),
			password+"\r"), see("#arrived1"),
		at("/passkeys/add"), see("#passkey button"), click("#passkey button"), see("#arrived2"),
		at("/login"), see("#signInFormUsername"), address, click("button[name=passkey]"),
		see("#passkey button"), click("#passkey button"), see("#arrived3"),
		at("/passkeys/add"), see("#passkey button"), click("#passkey button"), see("#problem"), // this device has one
	)
	if err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
		t.Errorf("%v; the page says %s", err, text)
	}
	if keys := s.passkeys("alice@example.com"); len(keys) != 1 {
		t.Errorf("%d passkeys were made", len(keys))
	}
	for _, entry := range complaints() {
		if !strings.Contains(entry, "responded with a status of 404") { // there is no icon
			t.Errorf("the console says %s", entry)
		}
	}
}
