package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
	"cognitossr/pkg/dev/testtools/firefox"
)

// window is a browser as visitors have it in front of them, whatever its engine.
type window interface {
	open(address string)
	press(selector string)
	write(name, value string) // into a field of a form; "\r" sends it, as keyboard users do
	back()
	text() string
	hold(name, value string) // an HttpOnly cookie of the site
	forget()                 // all cookies of all sites
	inNewTab(do func(window))
	picture() ([]byte, error)
}

// windows starts a browser of each engine, or skips the test.
var windows = map[string]func(*testing.T) window{
	"chromium": func(t *testing.T) window { return chromiumWindow{newTab(t)} },
	"firefox":  func(t *testing.T) window { return firefoxWindow{t, firefox.Start(t)} },
}

// awaitText waits until the page says a text, keeps a picture of it, and returns all that it says.
func awaitText(t *testing.T, w window, name, says string) string {
	t.Helper()
	deadline := time.Now().Add(patience)
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	text := w.text()
	for !strings.Contains(text, says) && time.Now().Before(deadline) {
		<-poll.C
		text = w.text()
	}
	keepPicture(t, name, w.picture)
	if !strings.Contains(text, says) {
		t.Fatalf("%s: the page does not say %q: %s", name, says, text)
	}
	return text
}

type chromiumWindow struct{ tab }

func (w chromiumWindow) do(steps ...step) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.t.Fatalf("%v\npage: %s", err, w.text())
	}
}

func (w chromiumWindow) open(address string)      { w.do(chromedp.Navigate(address)) }
func (w chromiumWindow) press(selector string)    { w.do(see(selector), click(selector)) }
func (w chromiumWindow) write(name, value string) { w.do(fill(name, value)) }
func (w chromiumWindow) picture() ([]byte, error) { return chromium.Picture(w.ctx) }

// back does not wait for a load: a page out of the back/forward cache is not loaded.
func (w chromiumWindow) back() {
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		history, err := cdp.Call(ctx, target, page.GetNavigationHistory, cdp.Empty{})
		if err != nil {
			return err
		}
		before := history.Entries[history.CurrentIndex-1]
		_, err = cdp.Call(ctx, target, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: before.ID})
		return err
	}))
}

// text returns "" while one page takes the place of another.
func (w chromiumWindow) text() string {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.EvaluateAsDevTools[string](`document.body ? document.body.innerText : ""`))
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(text), " ")
}

func (w chromiumWindow) hold(name, value string) {
	httpOnly := true
	cookie := network.SetCookieParams{Name: name, Value: value, URL: site.url, Path: "/", HTTPOnly: &httpOnly}
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookie, cookie)
		return err
	}))
}

func (w chromiumWindow) forget() {
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

func (w chromiumWindow) inNewTab(do func(window)) {
	ctx, end := chromedp.NewContext(w.ctx)
	defer end()
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which ends with this context and not with that of a step
		w.t.Fatal(err)
	}
	do(chromiumWindow{tab{w.t, ctx, w.console}})
}

type firefoxWindow struct {
	t *testing.T
	b *firefox.Browser
}

func (w firefoxWindow) done(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v\npage: %s", err, w.text())
	}
}

func (w firefoxWindow) open(address string)   { w.done(w.b.Navigate(address)) }
func (w firefoxWindow) press(selector string) { w.done(w.b.Click(selector)) }
func (w firefoxWindow) write(name, value string) {
	const enterKey = "\ue007" // https://www.w3.org/TR/webdriver2/#keyboard-actions
	w.done(w.b.Type("input[name="+name+"]", strings.ReplaceAll(value, "\r", enterKey)))
}
func (w firefoxWindow) back()                    { w.done(w.b.Back()) }
func (w firefoxWindow) hold(name, value string)  { w.done(w.b.SetCookie(name, value)) }
func (w firefoxWindow) forget()                  { w.done(w.b.Forget()) }
func (w firefoxWindow) picture() ([]byte, error) { return w.b.Picture() }

// text returns "" while one page takes the place of another.
func (w firefoxWindow) text() string {
	text, err := w.b.Text()
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(text), " ")
}

func (w firefoxWindow) inNewTab(do func(window)) {
	w.done(w.b.NewTab())
	do(w)
	w.done(w.b.CloseTab())
}
