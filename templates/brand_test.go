package templates

import (
	"image/png"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const branding = "../terraform/branding/"

// TestSignInPagesHaveTheSitesColours: the style sheet of Cognito's classic pages, which are always light, uses the
// light colours of the site and no others.
func TestSignInPagesHaveTheSitesColours(t *testing.T) {
	css, err := os.ReadFile(branding + "login.css")
	if err != nil {
		t.Fatal(err)
	}
	light, _ := palettes(t)
	colours := slices.Collect(maps.Values(light))
	for _, colour := range regexp.MustCompile(`#[0-9a-fA-F]+`).FindAllString(string(css), -1) {
		if !slices.Contains(colours, colour[1:]) {
			t.Errorf("login.css uses %s, which site.css has not", colour)
		}
	}
	if !strings.Contains(string(css), "#"+light["accent"]) {
		t.Error("login.css does not use the accent colour")
	}
}

// TestIconAndLogoHaveTheSitesColour: the accent colour fills the icon, and the logo of the sign-in pages more than any
// other colour.
func TestIconAndLogoHaveTheSitesColour(t *testing.T) {
	light, _ := palettes(t)
	icon, err := os.ReadFile("assets/icon.svg")
	if err != nil || !strings.Contains(string(icon), `fill="#`+light["accent"]+`"`) {
		t.Errorf("the icon is not filled with #%s (%v)", light["accent"], err)
	}
	file, err := os.Open(branding + "logo.png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	logo, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	pixels := map[[3]uint8]int{}
	for y := range logo.Bounds().Dy() {
		for x := range logo.Bounds().Dx() {
			if r, g, b, a := logo.At(x, y).RGBA(); a == 0xFFFF {
				pixels[[3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}]++
			}
		}
	}
	var most [3]uint8
	for colour, n := range pixels {
		if n > pixels[most] {
			most = colour
		}
	}
	if got := hex(most); got != light["accent"] {
		t.Errorf("the logo is mostly #%s, want #%s", got, light["accent"])
	}
}

func hex(colour [3]uint8) (text string) {
	const digits = "0123456789abcdef"
	for _, part := range colour {
		text += string(digits[part>>4]) + string(digits[part&15])
	}
	return text
}
