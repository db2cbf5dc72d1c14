package templates

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestPagesAreAccessible_N25 checks on every page what a screen reader and a keyboard need.
func TestPagesAreAccessible_N25(t *testing.T) {
	checks := []struct {
		name  string
		check func(*testing.T, *html.Node)
	}{
		{"language", checkLanguage}, {"title", checkTitle}, {"headings", checkHeadings}, {"landmarks", checkLandmarks},
		{"skip link", checkSkipLink},
		{"labels", checkLabels}, {"ids", checkIDs}, {"images", checkImages}, {"names of controls", checkControls},
		{"focus order", checkFocusOrder},
		{"tables", checkTables}, {"viewport", checkViewport},
	}
	for _, sample := range samples() {
		document := parsed(t, rendered(t, sample.page))
		for _, c := range checks {
			t.Run(sample.name+"/"+c.name, func(t *testing.T) { c.check(t, document) })
		}
	}
}

func checkLanguage(t *testing.T, document *html.Node) {
	if got := value(elements(document, "html")[0], "lang"); got != "en" {
		t.Errorf("lang=%q", got)
	}
}

func checkTitle(t *testing.T, document *html.Node) {
	titles := elements(document, "title")
	if len(titles) != 1 {
		t.Fatalf("%d titles", len(titles))
	}
	if page, site, _ := strings.Cut(text(titles[0]), " · "); len(page) < 3 || site != brand {
		t.Errorf("the title %q does not name page and site", text(titles[0]))
	}
	for _, link := range elements(document, "a") {
		if value(link, "class") == "brand" && text(link) == brand {
			return
		}
	}
	t.Errorf("the frame does not call the site %q, as its title does", brand)
}

// checkHeadings: one h1, no level left out, none empty.
func checkHeadings(t *testing.T, document *html.Node) {
	level := 0
	for _, heading := range elements(document, "h1", "h2", "h3", "h4", "h5", "h6") {
		this := int(heading.Data[1] - '0')
		if this > level+1 || this == 1 && level != 0 {
			t.Errorf("<%s> follows level %d", heading.Data, level)
		}
		if text(heading) == "" {
			t.Errorf("an empty <%s>", heading.Data)
		}
		level = this
	}
	if len(elements(document, "h1")) != 1 {
		t.Errorf("%d h1", len(elements(document, "h1")))
	}
}

func checkLandmarks(t *testing.T, document *html.Node) {
	for _, name := range []string{"header", "main", "footer"} {
		if n := len(elements(document, name)); n != 1 {
			t.Errorf("%d <%s>", n, name)
		}
	}
	var names []string
	for _, nav := range elements(document, "nav") {
		names = append(names, value(nav, "aria-label"))
	}
	if slices.Sort(names); len(names) == 0 || slices.Contains(names, "") ||
		len(slices.Compact(names)) != len(elements(document, "nav")) {
		t.Errorf("the navigations are named %q", names)
	}
}

// checkSkipLink: the first thing that the keyboard reaches leads to the content.
func checkSkipLink(t *testing.T, document *html.Node) {
	first := elements(document, "a", "button", "input")[0]
	main := elements(document, "main")[0]
	if value(first, "href") != "#"+value(main, "id") || value(main, "tabindex") != "-1" {
		t.Errorf("the first control leads to %q", value(first, "href"))
	}
}

func checkLabels(t *testing.T, document *html.Node) {
	labelled := map[string]bool{}
	for _, label := range elements(document, "label") {
		labelled[value(label, "for")] = text(label) != ""
	}
	for _, field := range elements(document, "input", "select", "textarea") {
		if value(field, "type") != "hidden" && !labelled[value(field, "id")] {
			t.Errorf("the field %q has no label", value(field, "name"))
		}
	}
}

// checkIDs: each is there once, and what refers to one finds it.
func checkIDs(t *testing.T, document *html.Node) {
	seen := map[string]bool{}
	for _, node := range elements(document) {
		id, ok := attribute(node, "id")
		if ok && (id == "" || seen[id]) {
			t.Errorf("the id %q is there twice or empty", id)
		}
		seen[id] = true
	}
	for _, node := range elements(document) {
		for _, reference := range strings.Fields(value(node, "aria-labelledby") + " " + value(node, "for") + " " +
			value(node, "aria-describedby")) {
			if !seen[reference] {
				t.Errorf("<%s> refers to %q, which there is not", node.Data, reference)
			}
		}
	}
}

func checkImages(t *testing.T, document *html.Node) {
	for _, image := range elements(document, "img") {
		_, hasText := attribute(image, "alt")
		if !hasText || value(image, "width") == "" || value(image, "height") == "" {
			t.Errorf("%s lacks its text or its size", value(image, "src"))
		}
	}
}

// checkControls: every link and button says what it does, and links that say the same lead to the same page.
func checkControls(t *testing.T, document *html.Node) {
	target := map[string]string{}
	for _, node := range elements(document, "a", "button") {
		name := text(node)
		if name == "" {
			t.Errorf("a <%s> without text", node.Data)
		}
		if address, _, _ := strings.Cut(value(node, "href"), "?"); node.Data == "a" {
			if other, ok := target[name]; ok && other != address {
				t.Errorf("%q leads to %s and to %s", name, other, address)
			}
			target[name] = address
		}
		if node.Data == "button" && value(node, "type") != "submit" {
			t.Errorf("the button %q lacks type=\"submit\"", name)
		}
	}
}

func checkFocusOrder(t *testing.T, document *html.Node) {
	for _, node := range elements(document) {
		if index, ok := attribute(node, "tabindex"); ok && index != "0" && index != "-1" {
			t.Errorf("<%s> has tabindex %s", node.Data, index)
		}
		if _, ok := attribute(node, "autofocus"); ok {
			t.Errorf("<%s> takes the focus", node.Data)
		}
	}
}

func checkTables(t *testing.T, document *html.Node) {
	for _, table := range elements(document, "table") {
		if captions := elements(table, "caption"); len(captions) != 1 || text(captions[0]) == "" {
			t.Error("a table without a caption")
		}
		for _, head := range elements(table, "th") {
			if scope := value(head, "scope"); scope != "col" && scope != "row" {
				t.Errorf("the head %q has scope %q", text(head), scope)
			}
		}
	}
}

// checkViewport: the page adapts to the screen, and may be enlarged.
func checkViewport(t *testing.T, document *html.Node) {
	for _, meta := range elements(document, "meta") {
		if value(meta, "name") == "viewport" {
			if content := value(meta, "content"); content != "width=device-width, initial-scale=1" {
				t.Errorf("viewport %q", content)
			}
			return
		}
	}
	t.Error("no viewport")
}
