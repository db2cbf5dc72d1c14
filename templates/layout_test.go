package templates

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
	"cognitossr/pkg/language"
)

// TestNarrowScreen_N25: on the narrowest screen that WCAG 2.2 asks for (1.4.10) the header has two rows, and one more for
// every three links beyond the first three; no line ends within a word of an address, nor within a date.
func TestNarrowScreen_N25_U11(t *testing.T) {
	pages := samples()
	site := previewSite(t, pages)
	browser, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 640, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	type measure struct {
		Header float64  `json:"header"`
		Links  int      `json:"links"`
		Broken []string `json:"broken"`
	}
	for _, sample := range pages {
		if err := chromedp.Do(ctx, chromedp.Navigate(site.URL+"/"+sample.name)); err != nil {
			t.Fatalf("opening %s: %v", sample.name, err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[measure](`(() => {
			const broken = [];
			for (const e of document.querySelectorAll("main bdi, main time")) {
				const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
				while (walk.nextNode()) {
					for (const word of walk.currentNode.data.matchAll(e.localName == "time" ? /.+/g : /[^\s-]+/g)) {
						const range = document.createRange();
						range.setStart(walk.currentNode, word.index);
						range.setEnd(walk.currentNode, word.index + word[0].length);
						if (range.getClientRects().length > 1) broken.push(word[0]);
					}
				}
			}
			return {header: document.querySelector("header").getBoundingClientRect().height,
				links: document.querySelectorAll("nav li").length, broken};
		})()`))
		if err != nil {
			t.Fatalf("measuring %s: %v", sample.name, err)
		}
		if limit := 100 + 44*float64(max(0, got.Links-1)/3); got.Header > limit || len(got.Broken) > 0 {
			t.Errorf("%s: with %d links the header is %.0f px high, want at most %.0f; lines end within %q",
				sample.name, got.Links, got.Header, limit, got.Broken)
		}
	}
}

// TestChosenStatusIsReadable: the longest status of each language is not cut off where it is chosen, on a phone either.
func TestChosenStatusIsReadable_N25_U29(t *testing.T) {
	browser, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	var pages []sample
	for _, say := range language.All() {
		v := sampleUsers()
		v.Layout.Language, v.Selection.Status = say, "RESET_REQUIRED"
		pages = append(pages, sample{"users-" + say.Code(), Users(v)})
	}
	site := previewSite(t, pages)
	for _, width := range []int64{1100, 700, 360} {
		for _, page := range pages {
			draw(t, ctx, site.URL+"/"+page.name, look{width: width, height: 640})
			// The text, and beside it the padding of both sides and the arrow.
			cut, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("select")].filter(s => {
				const pen = document.createElement("canvas").getContext("2d");
				pen.font = getComputedStyle(s).font;
				return Math.max(...[...s.options].map(o => pen.measureText(o.text).width)) + 44 > s.clientWidth;
			}).map(s => s.name)`))
			if err != nil || len(cut) > 0 {
				t.Errorf("%s, %d px: cut off in %q (%v)", page.name, width, cut, err)
			}
		}
	}
}

// TestManyLinks_N25: a site that adds links to the navigation has no page that scrolls sideways on a narrow screen.
func TestManyLinks_N25_U11(t *testing.T) {
	site := previewSite(t, samples())
	browser, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	draw(t, ctx, site.URL+"/home-signed-in", look{width: 320, height: 640, mobile: true})
	width, err := chromedp.Run(ctx, chromedp.Evaluate[int](`(() => {
		const links = document.querySelector("nav ul");
		for (let i = 0; i < 8; i++) links.append(links.firstElementChild.cloneNode(true));
		return document.documentElement.scrollWidth;
	})()`))
	if err != nil || width != 320 {
		t.Errorf("with ten links the page is %d px wide (%v), want 320", width, err)
	}
}

// TestPrint_N25: on paper there are the facts alone, dark on light whatever the screen was like.
func TestPrint_N25_U11(t *testing.T) {
	site := previewSite(t, samples())
	browser, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	draw(t, ctx, site.URL+"/profile", look{width: 760, height: 1000, scheme: "dark", media: "print"})
	type paper struct {
		Seen   []string `json:"seen"`
		Ink    string   `json:"ink"`
		Ground string   `json:"ground"`
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[paper](`(() => {
		const style = getComputedStyle(document.body);
		return {seen: [...document.querySelectorAll("nav, button, .button, footer, .skip")].filter(e => e.getClientRects().length).map(e => e.outerHTML),
			ink: style.color, ground: style.backgroundColor};
	})()`))
	if err != nil || len(got.Seen) > 0 || got.Ink != "rgb(27, 31, 36)" || got.Ground != "rgb(255, 255, 255)" {
		t.Errorf("on paper there are %q, %s on %s (%v)", got.Seen, got.Ink, got.Ground, err)
	}
}

// TestDatesReadFromLeftToRight: in a right-to-left page their parts would change places.
func TestDatesReadFromLeftToRight_N25_U11(t *testing.T) {
	dates := 0
	for _, sample := range samples() {
		for _, node := range elements(parsed(t, rendered(t, sample.page)), "time") {
			dates++
			if value(node, "dir") != "ltr" {
				t.Errorf("%s: %s is not isolated", sample.name, text(node))
			}
		}
	}
	if dates == 0 {
		t.Error("no page has a date")
	}
}

// TestPagesHaveADescription: it is what a search engine shows below the title.
func TestPagesHaveADescription_U11(t *testing.T) {
	for _, sample := range samples() {
		var found []string
		for _, node := range elements(parsed(t, rendered(t, sample.page)), "meta") {
			if value(node, "name") == "description" {
				found = append(found, value(node, "content"))
			}
		}
		if len(found) != 1 || len(found[0]) < 50 || len(found[0]) > 160 {
			t.Errorf("%s: descriptions %q, want one of 50 to 160 characters", sample.name, found)
		}
	}
}
