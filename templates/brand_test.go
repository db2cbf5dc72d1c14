package templates

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	sitebrand "cognitossr/pkg/dev/brand"
	"cognitossr/templates/assets"
)

const branding = "../terraform/branding/"

func ownBrand(t *testing.T) sitebrand.Brand {
	t.Helper()
	b, err := sitebrand.Read("..")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var written = regexp.MustCompile(`#[0-9a-f]{6}\b`)

// TestPagesAgreeAboutTheBrand: the style sheet that is sent, that of Cognito's classic pages, and the settings of its
// managed login have the brand's colours and radius, and no others. The classic pages are always light.
func TestPagesAgreeAboutTheBrand(t *testing.T) {
	b := ownBrand(t)
	var site string
	for _, name := range assets.Names() {
		file, _ := assets.Find(name)
		site += string(file.Content)
	}
	classic, err := os.ReadFile(branding + "login.css")
	if err != nil {
		t.Fatal(err)
	}
	managed, err := json.Marshal(b.ManagedSettings())
	if err != nil {
		t.Fatal(err)
	}
	hexOfManaged := regexp.MustCompile(`"([0-9a-f]{6})ff"`).ReplaceAllString(string(managed), `"#$1"`)
	for _, page := range []struct {
		name, text string
		schemes    []sitebrand.Colours
		radius     string
	}{
		{"the site", site, []sitebrand.Colours{b.Light, b.Dark}, fmt.Sprintf("--radius:%dpx", b.Radius)},
		{"the classic pages", string(classic), []sitebrand.Colours{b.Light}, fmt.Sprintf("border-radius: %dpx", b.Radius)},
		{"managed login", hexOfManaged, []sitebrand.Colours{b.Light, b.Dark}, fmt.Sprintf(`"borderRadius":%d`, b.Radius)},
	} {
		found := written.FindAllString(page.text, -1)
		for _, colour := range found {
			if !slices.ContainsFunc(page.schemes, func(c sitebrand.Colours) bool { return has(c, colour) }) {
				t.Errorf("%s: the brand has no %s", page.name, colour)
			}
		}
		for _, scheme := range page.schemes {
			for _, name := range []string{"ink", "card", "ground", "accent", "accent-hover", "on-accent"} {
				if !slices.Contains(found, string(scheme[name])) {
					t.Errorf("%s: no %s (%s)", page.name, scheme[name], name)
				}
			}
		}
		if !strings.Contains(page.text, page.radius) {
			t.Errorf("%s: no %s", page.name, page.radius)
		}
	}
}

func has(colours sitebrand.Colours, colour string) bool {
	for _, c := range colours {
		if string(c) == colour {
			return true
		}
	}
	return false
}
