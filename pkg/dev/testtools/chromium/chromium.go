// Package chromium starts a browser for tests, with an empty profile, and collects what its console complains about and
// what dialogs open. Nothing but tests may import it.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools"
)

// A browser that hangs must not hold up a test run: nothing waits longer than this.
const (
	lifetime    = 3 * time.Minute
	pictureTime = 10 * time.Second
)

// Start starts Chromium or skips the test. The function that comes with the browser's context returns
// what was complained about since it was last called. The context ends with the test, and after three minutes.
func Start(t *testing.T) (context.Context, func() []string) {
	t.Helper()
	path := testtools.Require(t, "chromium", "install Chromium or Chrome, as in: apt-get install chromium",
		"chromium-browser", "google-chrome", "google-chrome-stable")
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	limited, end := context.WithTimeout(context.Background(), lifetime)
	t.Cleanup(end)
	allocator, stop := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(stop)
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // first of the four: it waits until the browser has left its profile
	console := &console{}
	if err := chromedp.Listen(ctx, console.add); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return ctx, console.take
}

// Picture takes a picture of the whole page. Chromium never answers when the page is exchanged while it draws, hence
// the second try.
func Picture(ctx context.Context) ([]byte, error) {
	picture, err := capture(ctx)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		picture, err = capture(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("taking a picture of the page: %w", err)
	}
	return picture, nil
}

func capture(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

type console struct {
	mu      sync.Mutex
	entries []string
}

func (c *console) add(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch event := event.(type) {
	case *log.EventEntryAdded:
		c.entries = append(c.entries, event.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		c.entries = append(c.entries, "dialog: "+event.Message)
	}
}

func (c *console) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	entries := c.entries
	c.entries = nil
	return entries
}

// WithoutScript switches the pages' scripts off, as some visitors do.
func WithoutScript() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// WithPasskeys gives the tab an authenticator that answers by itself and keeps passkeys as a phone does: verified by a
// gesture, and synced to other devices.
func WithPasskeys() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, webauthn.AddVirtualAuthenticator,
			webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
				HasResidentKey: true, HasUserVerification: true,
				IsUserVerified: true, AutomaticPresenceSimulation: true, DefaultBackupEligibility: true,
				DefaultBackupState: true,
			}})
		return err
	})
}
