package brand

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
)

// TestPreviewInBrowser draws the project's own brand; the picture stays in the folder ARTEFACTS, when that is given. Each
// page has the brand's button in it.
func TestPreviewInBrowser_N24(t *testing.T) {
	b, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	style, err := os.ReadFile(filepath.Join(root, "templates", "assets", "site.css"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := b.Preview(string(style))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }))
	t.Cleanup(server.Close)
	browser, complaints := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1900, 900), chromedp.Navigate(server.URL)); err != nil {
		t.Fatalf("opening the preview: %v", err)
	}
	frames, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("iframe").length`))
	if err != nil || frames != 5 {
		t.Errorf("%d pages (%v)", frames, err)
	}
	picture, err := chromium.Picture(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if said := complaints(); len(said) != 0 {
		t.Errorf("the browser complains: %q", said)
	}
	if artefacts := os.Getenv("ARTEFACTS"); artefacts != "" {
		if err := os.MkdirAll(filepath.Join(artefacts, "preview"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(artefacts, "preview", "brand.png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
