package templates

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Least contrast by WCAG 2.2, level AA: 1.4.3 for text, 1.4.11 for what shows where a control is.
const (
	leastForText    = 4.5
	leastForControl = 3.0
)

// pairs is which colour stands on which ground, by the variables of the stylesheet.
var pairs = []struct {
	front, ground string
	least         float64
}{
	{"ink", "ground", leastForText}, {"ink", "card", leastForText},
	{"quiet", "ground", leastForText}, {"quiet", "card", leastForText},
	{"accent", "ground", leastForText}, {"accent", "card", leastForText},
	{"accent-hover", "ground", leastForText}, {"accent-hover", "card", leastForText},
	{"on-accent", "accent", leastForText}, {"on-accent", "accent-hover", leastForText},
	{"good", "good-ground", leastForText}, {"bad", "bad-ground", leastForText},
	{"bad", "card", leastForText}, {"card", "bad", leastForText},
	{"edge", "card", leastForControl}, {"edge", "ground", leastForControl},
	{"accent", "ground", leastForControl}, {"accent", "card", leastForControl},
}

// TestContrast_N25 computes the contrast of every pair in light and in dark.
func TestContrast_N25(t *testing.T) {
	light, dark := palettes(t)
	for scheme, palette := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, pair := range pairs {
			t.Run(scheme+"/"+pair.front+" on "+pair.ground, func(t *testing.T) {
				if got := contrast(t, palette[pair.front], palette[pair.ground]); got < pair.least {
					t.Errorf("%.2f, want %.1f or more", got, pair.least)
				}
			})
		}
	}
}

// TestColoursAreVariables: a colour that is written elsewhere would not be in the table above.
func TestColoursAreVariables(t *testing.T) {
	light, dark := palettes(t)
	if len(light) != len(dark) {
		t.Errorf("%d colours in light, %d in dark", len(light), len(dark))
	}
	_, rules, _ := strings.Cut(stylesheet(t), "*, ::before")
	if found := regexp.MustCompile(`(?i)#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|color-mix`).FindAllString(rules, -1); found != nil {
		t.Errorf("colours outside the palette: %q", found)
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

// palettes returns the colours by the names of their variables. Dark redefines light ones.
func palettes(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	first, second, found := strings.Cut(stylesheet(t), "@media screen and (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("the stylesheet has no dark palette")
	}
	return palette(first), palette(second)
}

func palette(source string) map[string]string {
	colours := map[string]string{}
	for _, match := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(source, -1) {
		colours[match[1]] = match[2]
	}
	return colours
}

// contrast is the ratio as WCAG 2.2 defines it.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	lighter, darker := luminance(t, a), luminance(t, b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	value, err := strconv.ParseUint(colour, 16, 32)
	if err != nil || len(colour) != 6 {
		t.Fatalf("%q is not a colour of the palette", colour)
	}
	linear := func(shift int) float64 {
		c := float64(value>>shift&0xFF) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

func TestContrastKnowsTheEnds(t *testing.T) {
	if got := contrast(t, "000000", "ffffff"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white is %v, want 21", got)
	}
	if got := contrast(t, "777777", "777777"); got != 1 {
		t.Errorf("grey on itself is %v, want 1", got)
	}
}

// TestStylesheetRespectsPreferences_N25: less motion, forced colours, a visible focus.
func TestStylesheetRespectsPreferences_N25(t *testing.T) {
	for _, rule := range []string{"@media (prefers-reduced-motion: reduce)", "@media (forced-colors: active)", ":focus-visible {"} {
		if !strings.Contains(stylesheet(t), rule) {
			t.Errorf("no %s", rule)
		}
	}
}
