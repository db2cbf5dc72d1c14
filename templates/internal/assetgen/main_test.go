package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
)

const templates = "../.."

// TestCommittedFilesAreFresh: what is made of the brand is what it would be now.
func TestCommittedFilesAreFresh(t *testing.T) {
	files, names, err := generate(templates)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append(files, names...) {
		got, err := os.ReadFile(filepath.Join(templates, want.name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want.content {
			t.Errorf("%s is stale: run ./build.sh generate", want.name)
		}
	}
}

// newSite has the sources in an empty folder. It returns its folder templates.
func newSite(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	save(t, root, "templates/brand.json", read(t, templates, "brand.json"))
	save(t, root, "templates/brand/icon.svg", `<svg viewBox="0 0 1 1"><rect width="1" height="1" fill="var(--accent)"/></svg>`)
	save(t, root, "templates/brand/login.css", "/* Source */\n.submitButton-customizable { background-color: var(--accent); border-radius: var(--radius); }\n")
	save(t, root, "templates/assets/site.css", "/* Source */\na { color: var(--accent); }\n")
	return filepath.Join(root, "templates")
}

// change writes other settings.
func change(t *testing.T, root string, with func(*brand.Settings)) {
	t.Helper()
	s, err := brand.Parse([]byte(read(t, root, "brand.json")))
	if err != nil {
		t.Fatal(err)
	}
	with(&s)
	save(t, root, "brand.json", string(s.JSON()))
}

func save(t *testing.T, root, name, content string) {
	t.Helper()
	file := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestNameFollowsTheContent(t *testing.T) {
	// The first 32 bits of SHA-256 of "abc" and "", FIPS 180-4.
	if got := hashedName("site", "abc", ".css") + " " + hashedName("icon", "",
		".svg"); got != "site-ba7816bf.css icon-e3b0c442.svg" {
		t.Error(got)
	}
}

// TestBrandReachesEveryFile: another accent, radius and name are in all that is made, and the first ones nowhere.
func TestBrandReachesEveryFile(t *testing.T) {
	root := newSite(t)
	var was string
	change(t, root, func(s *brand.Settings) {
		was = string(s.Light["accent"])
		s.Light["accent"], s.Name, s.Radius, s.Links.Help = "#1e4e8c", "Acme & Söhne", 13, "/help"
	})
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	for name, wanted := range map[string][]string{
		"assets/site.min.css":             {"--accent:#1e4e8c;", "--radius:13px}", "a{color:var(--accent)}"},
		"assets/icon.svg":                 {`fill="#1e4e8c"`},
		"../terraform/branding/login.css": {"background-color: #1e4e8c; border-radius: 13px;"},
		"site.go":                         {`const brand = "Acme & Söhne"`, `helpPage    = "/help"`},
		"assets_gen.go":                   {`stylesheetPath = "/assets/site-`},
		"assets/names_gen.go":             {`iconName       = "icon-`},
	} {
		got := read(t, root, name)
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s:\n%.400s", name, want, got)
			}
		}
		if strings.Contains(got, was) {
			t.Errorf("%s still has %s", name, was)
		}
	}
}

// TestOwnLogoIsCopied: the classic pages show the picture that the settings name.
func TestOwnLogoIsCopied(t *testing.T) {
	root := newSite(t)
	logo := read(t, templates, "../terraform/branding/logo.png")
	save(t, root, "brand/own.png", logo)
	change(t, root, func(s *brand.Settings) { s.Logo = "brand/own.png" })
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	if read(t, root, logoFile) != logo {
		t.Error("the logo is another one")
	}
}

func TestMinified(t *testing.T) {
	const style = "/* a */\n:root {\n  --a: red;\n  margin: 0 auto;\n}\n@media (max-width: 36rem) {\n  a:hover, dl > div { color: red; }\n  b { }\n}\n/* z */"
	const want = ":root{--a:red;margin:0 auto}@media (max-width:36rem){a:hover,dl > div{color:red}b{}}"
	if got := string(minified([]byte(style))); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestMissingSourceIsAnError(t *testing.T) {
	if err := run(t.TempDir()); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "reading the brand: ") {
		t.Errorf("err = %v", err)
	}
	root := newSite(t)
	if err := os.Remove(filepath.Join(root, "assets", "site.css")); err != nil {
		t.Fatal(err)
	}
	if err := run(root); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "reading the style sheet: ") {
		t.Errorf("err = %v", err)
	}
}

// TestMistakeWritesNothing: a site is never half of the old brand and half of the new.
func TestMistakeWritesNothing(t *testing.T) {
	root := newSite(t)
	change(t, root, func(s *brand.Settings) { s.Radius = 99 })
	var refused *brand.Error
	if err := run(root); !errors.As(err, &refused) || refused.Field != "radius" {
		t.Errorf("err = %v", err)
	}
	if _, err := os.Stat(filepath.Join(root, styleFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a style sheet was written (%v)", err)
	}
}
