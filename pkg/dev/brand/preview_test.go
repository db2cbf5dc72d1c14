package brand

import (
	"html"
	"strings"
	"testing"
)

// TestPreviewShowsEveryPage in its own colours, and without a value that is not there.
func TestPreviewShowsEveryPage(t *testing.T) {
	b, err := Read(newSite(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	b.Name = `A <b>`
	preview, err := b.Preview(".card { border-radius: var(--radius); }")
	if err != nil {
		t.Fatal(err)
	}
	frames := strings.Split(preview, "<iframe ")[1:]
	wanted := [][]string{
		{"Site, light", "--accent: #0b57a4;", "A &lt;b&gt;", ".card {"},
		{"Site, dark", "--accent: #8ab8f0;", "color-scheme: dark"},
		{"classic pages", ".label-customizable { color: #111111; border-radius: 8px; }"},
		{"Managed login, light", ".primary { background: #0b57a4ff;"},
		{"Managed login, dark", ".primary { background: #8ab8f0ff;", "border-radius: 8px"},
	}
	if len(frames) != len(wanted) {
		t.Fatalf("%d pages", len(frames))
	}
	for i, texts := range wanted {
		shown := html.UnescapeString(frames[i])
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				t.Errorf("page %d lacks %q", i, text)
			}
		}
		if strings.Contains(shown, "nil") || strings.Contains(shown, "ZgotmplZ") {
			t.Errorf("page %d lacks a value:\n%s", i, shown)
		}
	}
}
