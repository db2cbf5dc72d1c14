package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

// TestSignOutByAnotherOrigin: the user pool's sign-out goes on to a host that no policy of the site lists, as it does
// for users of a SAML provider, and as it would for a page that was loaded before the user pool's domain changed.
// Chromium holds all of that to the form-action of the page with the button.
func TestSignOutByAnotherOrigin_SEC072_U12(t *testing.T) {
	localOnly(t)
	b := newTab(t)
	var visits atomic.Int32
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visits.Add(1)
		http.Redirect(w, r, site.url+"/auth/signed-out", http.StatusFound)
	}))
	t.Cleanup(provider.Close)
	b.do("20-sign-in", "Sign in", chromedp.Navigate(site.url+"/auth/login"), see(`input[name=username]`))
	b.do("21-hello", "Hello "+userEmail, fill("username", userEmail), fill("password", userPassword), enter("password"))
	b.divert("*/logout?client_id=*", provider.URL+"/slo")
	b.do("22-signed-out", "You are signed out.", click(`main form[action="/auth/logout"] button`))
	if visits.Load() != 1 {
		t.Errorf("the provider was visited %d times", visits.Load())
	}
	b.do("23-home", "No user is signed in.", chromedp.Navigate(site.url))
}

// divert answers the tab's requests for the addresses that fit the pattern with a redirect.
func (b tab) divert(pattern, to string) {
	b.t.Helper()
	enable := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, fetch.Enable,
			fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
		return err
	})
	answer := func(id fetch.RequestID) step {
		return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, fetch.FulfillRequest, fetch.FulfillRequestParams{
				RequestID: id, ResponseCode: http.StatusFound,
				ResponseHeaders: []*fetch.HeaderEntry{{Name: "Location", Value: to}},
			})
			return err
		})
	}
	err := chromedp.Listen(b.ctx, func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go func() { // what listens must not wait for an answer
				if err := chromedp.Do(b.ctx, answer(paused.RequestID)); err != nil {
					b.t.Errorf("diverting a request: %v", err)
				}
			}()
		}
	})
	if err == nil {
		err = chromedp.Do(b.ctx, enable)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
