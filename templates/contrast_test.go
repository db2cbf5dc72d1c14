package templates

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestColoursAreVariables_N25: a colour that is written in the style sheet is not one of the brand, whose contrast is
// checked; and every variable is one of the brand.
func TestColoursAreVariables_N25(t *testing.T) {
	rules := stylesheet(t)
	if found := regexp.MustCompile(`(?i)#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|color-mix`).FindAllString(rules, -1); found != nil {
		t.Errorf("colours outside the brand: %q", found)
	}
	b := ownBrand(t)
	for _, match := range regexp.MustCompile(`var\(--([a-z-]+)\)`).FindAllStringSubmatch(rules, -1) {
		if _, known := b.Light[match[1]]; !known && match[1] != "radius" {
			t.Errorf("site.css uses --%s, which the brand has not", match[1])
		}
	}
}

// TestEveryColourIsUsed: a colour of the brand that changes nothing would mislead.
func TestEveryColourIsUsed(t *testing.T) {
	rules := stylesheet(t)
	for name := range ownBrand(t).Light {
		if !strings.Contains(rules, "var(--"+name+")") {
			t.Errorf("site.css does not use --%s", name)
		}
	}
}

func stylesheet(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// TestStylesheetRespectsPreferences_N25: less motion, forced colours, a visible focus.
func TestStylesheetRespectsPreferences_N25(t *testing.T) {
	preferences := []string{"@media (prefers-reduced-motion: reduce)", "@media (forced-colors: active)", ":focus-visible {"}
	if i := slices.IndexFunc(preferences, func(rule string) bool { return !strings.Contains(stylesheet(t), rule) }); i >= 0 {
		t.Errorf("no %s", preferences[i])
	}
}
