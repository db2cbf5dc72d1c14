package languagetest

import (
	"slices"
	"testing"

	"cognitossr/pkg/language"
)

func TestForeign(t *testing.T) {
	for _, tt := range []struct {
		name, page string
		want       []string
	}{
		{"of the catalogue", `<title>Abmelden · Site</title><h1>Abmelden?</h1><p>Hallo Site</p>`, nil},
		{"of another language", `<h1>Sign out?</h1>`, []string{"Sign out?"}},
		{"of nobody", `<button>Los geht's</button>`, []string{"Los geht's"}},
		{"in an attribute", `<nav aria-label="Account"></nav><img alt="A key"><p data-label="Since"></p>`,
			[]string{"Account", "A key", "Since"}},
		{"a title of another language", `<title>Sign out · Site</title>`, []string{"Sign out · Site"}},
		{"in a description", `<meta name="description" content="Welcome">`, []string{"Welcome"}},
		{"a parameter that is not known", `<p>Hallo stranger</p>`, []string{"Hallo stranger"}},
		{"data", `<p><bdi title="a b">Somebody</bdi> 404 <time>noon</time></p><a hreflang="en">English</a>`, nil},
		{"spaces", "<p>\n\tAbmelden\n</p>", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Foreign(t, language.DE, tt.page, "Site"); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
