package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
)

// madeOfBrand are the files that ./build.sh generate fills with the brand's colours; compressed ones do not show them.
var madeOfBrand = []string{"templates/assets/site.min.css", "templates/assets/icon.svg", "terraform/branding/login.css"}

var writtenColour = regexp.MustCompile(`(?i)#(?:[0-9a-f]{6}|[0-9a-f]{3})\b`)

// TestColoursAreNamedInTheBrandOnly: another brand is another brand.json. The site writes no colour anywhere else, but
// black and white for a camera; and nothing else in the repository has two colours of the brand, which would be a copy.
func TestColoursAreNamedInTheBrandOnly(t *testing.T) {
	b, err := brand.Read("../../..")
	if err != nil {
		t.Fatal(err)
	}
	site := []string{"templates/", "terraform/", "functions/", "pkg/view/", "pkg/web/", "pkg/language/"}
	for _, name := range files(t) {
		if name == brand.File || slices.Contains(madeOfBrand, name) || strings.HasSuffix(name, "_test.go") ||
			strings.HasSuffix(name, ".md") {
			continue
		}
		content, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil {
			t.Fatal(err)
		}
		var copied []string
		for _, colour := range writtenColour.FindAllString(strings.ToLower(string(content)), -1) {
			if hasPrefix(name, site) && colour != "#fff" && colour != "#000" {
				t.Errorf("%s writes the colour %s: name one of %s, as in var(--accent)", name, colour, brand.File)
			}
			if isOf(b, colour) && !slices.Contains(copied, colour) {
				copied = append(copied, colour)
			}
		}
		if len(copied) > 1 {
			t.Errorf("%s has the brand's colours %v: read them from %s", name, copied, brand.File)
		}
	}
}

func isOf(b brand.Brand, colour string) bool {
	for _, scheme := range []brand.Colours{b.Light, b.Dark} {
		for _, c := range scheme {
			if string(c) == colour && c != "#ffffff" && c != "#000000" {
				return true
			}
		}
	}
	return false
}
