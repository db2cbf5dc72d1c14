//go:build axe

package templates

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
	"cognitossr/pkg/language"
)

// TestViolations opens every page in every state, language and scheme of colours in one browser: axe must find nothing.
// Each also has to fit a screen of 320 pixels, in a language from right to left above all.
func TestViolations_N25(t *testing.T) {
	script, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []sample
	for _, l := range language.All() {
		for _, s := range inLanguage(l) {
			pages = append(pages, sample{l.Code() + "/" + s.name, s.page})
		}
	}
	if !slices.ContainsFunc(pages, func(s sample) bool { return strings.HasPrefix(s.name, os.Getenv(anotherLanguage)+"/") }) {
		t.Fatal("there is no page in the added language")
	}
	site := previewSite(t, pages)
	ctx, _ := chromium.Start(t)
	for _, page := range pages {
		t.Run(page.name, func(t *testing.T) {
			for _, found := range violations(t, ctx, site.URL+"/"+page.name, string(script)) {
				t.Error(found)
			}
			checkFit(t, ctx, look{width: 320})
		})
	}
}

// violations are what axe finds on a page in each scheme of colours, each with the elements.
func violations(t *testing.T, browser context.Context, address, script string) (all []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 640), inScheme("light"),
		chromedp.Navigate(address)); err != nil {
		t.Fatalf("opening the page: %v", err)
	}
	for _, scheme := range []string{"light", "dark"} {
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](fmt.Sprintf(`(() => {
			if (!window.axe) { %s; }
			for (const menu of document.querySelectorAll("details")) menu.open = true;
			return axe.run(document, {resultTypes: ["violations"]}).then(result =>
				result.violations.map(v => %q + v.id + " (" + v.help + "): " + v.nodes.map(n => n.html + " " + n.failureSummary).join(" | ")));
		})()`, script, scheme+": "), chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("running axe: %v", err)
		}
		all = append(all, found...)
		if err := chromedp.Do(ctx, inScheme("dark")); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func inScheme(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme},
				{Name: "prefers-reduced-motion", Value: "reduce"}, // a colour on its way to another has too little contrast
			},
		})
		return err
	})
}
