package templates

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"cognitossr/pkg/dev/testtools/chromium"
	"cognitossr/pkg/language"
	"cognitossr/templates/assets"
)

// look is a way to look at a page.
type look struct {
	name   string
	width  int64
	height int64
	mobile bool
	scheme string
	media  string // "print", or "" for a screen
	forced bool   // the colours are the visitor's, as with a high-contrast theme
}

var looks = []look{
	{name: "light", width: 1280, height: 800, scheme: "light"},
	{name: "dark", width: 1280, height: 800, scheme: "dark"},
	{name: "phone", width: 390, height: 800, mobile: true, scheme: "light"},
	{name: "narrow-dark", width: 320, height: 640, mobile: true, scheme: "dark"},
	{name: "print", width: 760, height: 1000, scheme: "dark", media: "print"},
	{name: "forced-colours", width: 1280, height: 800, scheme: "dark", forced: true},
}

// policy is the one that the site sends, so that a page that would break it is seen here.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// TestPagesInBrowser_N25_SEC090 draws every page in light, dark and on phones. None may scroll sideways, lack its
// stylesheet or break the policy. Pictures are taken where somebody wants them, into the folder ARTEFACTS, under preview:
// they are most of the time of this test, and nothing is read from them.
func TestPagesInBrowser_N25_SEC090(t *testing.T) {
	pages := append(samples(), hostileSamples()...)
	site := previewSite(t, pages)
	folder := os.Getenv("ARTEFACTS")
	if folder != "" {
		folder = filepath.Join(folder, "preview")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	ctx, complaints := chromium.Start(t)
	for _, look := range looks {
		for _, sample := range pages {
			t.Run(sample.name+"-"+look.name, func(t *testing.T) {
				draw(t, ctx, site.URL+"/"+sample.name, look)
				if folder != "" {
					keepPicture(t, ctx, filepath.Join(folder, sample.name+"-"+look.name+".png"))
				}
				if said := complaints(); len(said) != 0 {
					t.Errorf("the browser complains: %q", said)
				}
			})
		}
	}
}

// TestBrokenPolicyIsNoticed: what the browser complains about is there as soon as the page has been measured.
func TestBrokenPolicyIsNoticed_SEC090(t *testing.T) {
	page := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<!doctype html><html lang="en"><title>x</title><body style="color:red">x</body></html>`)
		return err
	})
	site := previewSite(t, []sample{{"bad", page}})
	ctx, complaints := chromium.Start(t)
	for range 5 {
		if err := chromedp.Do(ctx, chromedp.Navigate(site.URL+"/bad")); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); err != nil {
			t.Fatal(err)
		}
		said := complaints()
		if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, "Content Security Policy") }) {
			t.Errorf("the browser complains %q", said)
		}
	}
}

// TestKeyboardReachesTheContent_N25: the first Tab shows the skip link, Enter leads past the navigation, and every stop
// is marked.
func TestKeyboardReachesTheContent_N25(t *testing.T) {
	site := previewSite(t, samples())
	ctx, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1200, 800),
		chromedp.Navigate(site.URL+"/home-signed-in")); err != nil {
		t.Fatalf("opening the page: %v", err)
	}
	stops := []struct{ key, text string }{
		{kb.Tab, "Skip to the content"}, {kb.Enter, ""}, {kb.Tab, "Your profile"}, {kb.Tab, "Sign out"},
	}
	for _, stop := range stops {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(stop.key)); err != nil {
			t.Fatalf("pressing a key: %v", err)
		}
		if stop.text == "" {
			continue
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[focused](`(() => {
			const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
			return {text: e.textContent, top: box.top, height: box.height, outline: style.outlineStyle};
		})()`))
		if err != nil {
			t.Fatalf("looking for the focus: %v", err)
		}
		if got.Text != stop.text || got.Top < 0 || got.Height < 24 || got.Outline != "solid" {
			t.Errorf("the focus is at %+v, want it to be seen at %q", got, stop.text)
		}
	}
}

// TestHeaderBreaksNoWord: however long the address in the menu is, it is the address that is cut.
func TestHeaderBreaksNoWord_N25(t *testing.T) {
	var pages []sample
	for name, address := range map[string]string{"short": sampleEmail, "long": "grace1796130612908@example.com",
		"longest": strings.Repeat("grace.", 30) + "hopper@example.com"} {
		pages = append(pages, sample{name, Home(HomeView{Layout: Layout{SignedInAs: address, FormToken: sampleToken,
			Language: language.DE}})})
	}
	site := previewSite(t, pages)
	browser, _ := chromium.Start(t)
	for _, page := range pages {
		for _, width := range []int64{360, 390, 600, 1280} {
			ctx, cancel := context.WithTimeout(browser, time.Minute)
			defer cancel()
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800),
				chromedp.Navigate(site.URL+"/"+page.name)); err != nil {
				t.Fatalf("opening the page: %v", err)
			}
			lines, err := chromedp.Run(ctx, chromedp.Evaluate[[]int](`[...document.querySelectorAll(".brand span, .bar > nav a, .menu summary bdi")].map(e => {
				const range = document.createRange();
				range.selectNodeContents(e);
				return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
			})`))
			if err != nil {
				t.Fatalf("measuring the header: %v", err)
			}
			if !slices.Equal(lines, []int{1, 1, 1}) {
				t.Errorf("%s, %d px: name, link and address have %v lines", page.name, width, lines)
			}
		}
	}
}

// focused is what has the keyboard's focus. 24 px is the least size of a target by WCAG 2.2, 2.5.8.
type focused struct {
	Text    string  `json:"text"`
	Top     float64 `json:"top"`
	Height  float64 `json:"height"`
	Outline string  `json:"outline"`
}

// hostileSamples holds every payload of SEC-090: a browser must open no dialog and refuse nothing, and the page must
// still fit.
func hostileSamples() []sample {
	profile, list := sampleProfile(), sampleUsers()
	list.Rows = nil
	for _, payload := range payloads {
		profile.Groups = append(profile.Groups, payload.text)
		list.Rows = append(list.Rows, UserRow{Subject: payload.text, Email: payload.text, Status: "CONFIRMED",
			Enabled: true, Created: noon})
	}
	profile.SignedInAs = strings.Repeat("long", 500)
	return []sample{{"hostile-profile", Profile(profile)}, {"hostile-users", Users(list)}}
}

// previewSite serves the pages under their names, and the assets.
func previewSite(t *testing.T, pages []sample) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{file}", func(w http.ResponseWriter, r *http.Request) {
		file, ok := assets.Find(r.PathValue("file"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", file.ContentType)
		_, _ = w.Write(file.Content)
	})
	for _, sample := range pages {
		mux.HandleFunc("GET /"+sample.name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if err := sample.page.Render(r.Context(), w); err != nil {
				t.Errorf("rendering: %v", err)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// draw opens the address, and looks whether the page fits.
func draw(t *testing.T, browser context.Context, address string, look look) {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	options := []chromedp.EmulateViewportOption{}
	if look.mobile {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(look.width, look.height, options...),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}
			if look.forced {
				features = append(features, &emulation.MediaFeature{Name: "forced-colors", Value: "active"})
			}
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia,
				emulation.SetEmulatedMediaParams{Media: look.media, Features: features})
			return err
		}),
		chromedp.Navigate(address),
	)
	if err != nil {
		t.Fatalf("opening the page: %v", err)
	}
	checkFit(t, ctx, look)
}

// keepPicture stores a picture of the whole page.
func keepPicture(t *testing.T, browser context.Context, file string) {
	t.Helper()
	picture, err := chromium.Picture(browser)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkFit looks whether the stylesheet holds and the page is no wider than the screen.
func checkFit(t *testing.T, ctx context.Context, look look) {
	t.Helper()
	type measure struct {
		Width   int64  `json:"width"`
		Columns string `json:"columns"`
		Widest  string `json:"widest"`
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[measure](fmt.Sprintf(`(() => {
		const wide = [...document.body.querySelectorAll("*")].find(e => {
			const box = e.getBoundingClientRect();
			return (box.right > %d + 0.5 || box.left < -0.5 && box.bottom > 0) && !e.closest("bdi") && !e.closest(".hidden");
		});
		return {width: document.documentElement.scrollWidth, columns: getComputedStyle(document.body).flexDirection, widest: wide ? wide.outerHTML.slice(0, 200) : ""};
	})()`, look.width)))
	if err != nil {
		t.Fatalf("measuring the page: %v", err)
	}
	if got.Width > look.width || got.Widest != "" {
		t.Errorf("the page is %d px wide on a screen of %d; first too wide: %s", got.Width, look.width, got.Widest)
	}
	if got.Columns != "column" && look.media == "" {
		t.Errorf("the stylesheet is not in force")
	}
}
