package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/rename"
)

// brandedProject is the small project with the brand's settings of this one, and no program that makes something of them.
func brandedProject(t *testing.T) map[string]string {
	t.Helper()
	settings, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(brand.File)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{brand.File: string(brand.WithName(settings, "Old"))}
	for name, text := range smallProject {
		files[name] = text
	}
	return files
}

func TestInitSetsNameAndColour(t *testing.T) {
	root := newGitProject(t, brandedProject(t))
	if names, err := rename.Read(root); err != nil || names.Site != "Old" {
		t.Fatalf("%+v, %v", names, err)
	}
	i := initialization{root: root, to: acme, accent: "#1F4F8F", out: new(bytes.Buffer), yes: true}
	if err := i.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	settings, err := brand.Parse([]byte(content(t, root, brand.File)))
	if err != nil || settings.Name != "Acme Shop" || settings.Light["accent"] != "#1f4f8f" {
		t.Errorf("%+v, %v", settings, err)
	}
	if got := content(t, root, rename.SiteFile); !strings.Contains(got, `const brand = "Acme Shop"`) {
		t.Errorf("the pages' source has %s", got)
	}
	runGit(t, root, "commit", "--quiet", "--all", "--message", "ours")
	var out bytes.Buffer
	i.out = &out
	if err := i.run(t.Context()); err != nil || !strings.Contains(out.String(), "nothing to change") {
		t.Errorf("the second time: %v %s", err, &out)
	}
}

// TestInitRefusesAColour: nothing is written, the names neither.
func TestInitRefusesAColour(t *testing.T) {
	tests := []struct{ name, accent, dark, want string }{
		{"none", "blue", "", "blue is no colour"},
		{"a dark one that is none", "#1f4f8f", "#12", "is no colour"},
		{"one that cannot be read", "#ffcc00", "", "light.accent: links in #ffcc00 cannot be read"},
		{"a dark one that cannot be read", "#1f4f8f", "#1f4f8f", "dark.accent"},
		{"the dark one alone", "", "#7cb7ff", "give --accent too"},
	}
	root := newGitProject(t, brandedProject(t))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			i := initialization{root: root, to: acme, accent: test.accent, accentDark: test.dark,
				out: new(bytes.Buffer), yes: true}
			if err := i.run(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
			if status := runGit(t, root, "status", "--porcelain"); status != "" {
				t.Errorf("changed: %s", status)
			}
		})
	}
}

func TestInitAsksForTheBrand(t *testing.T) {
	tests := []struct {
		name, answers, site, accent string
		given                       initialization
	}{
		{"both", "Acme Shop\n#1f4f8f\n", "Acme Shop", "#1f4f8f", initialization{}},
		{"neither", "\n\n", "", "", initialization{}},
		{"the colour alone", "#1f4f8f\n", "Shop", "#1f4f8f", initialization{to: rename.Names{Site: "Shop"}}},
		{"nothing is left to ask", "yes\n", "Shop", "#123456", initialization{to: rename.Names{Site: "Shop"},
			accent: "#123456"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			i := test.given
			i.in, i.out = bufio.NewReader(strings.NewReader(test.answers)), new(bytes.Buffer)
			i.askForBrand()
			if i.to.Site != test.site || i.accent != test.accent {
				t.Errorf("%q, %q", i.to.Site, i.accent)
			}
		})
	}
}

// TestUpgradeKeepsTheBrand: what both made of their sources does not have to be merged by hand.
func TestUpgradeKeepsTheBrand(t *testing.T) {
	files := brandedProject(t)
	const css, logo = "terraform/branding/login.css", "terraform/branding/logo.png"
	files[css], files[logo] = "a { color: red; }\n", "\x89PNG\x00old"
	project := newGitProject(t, files)
	site := filepath.Join(t.TempDir(), "site")
	runGit(t, project, "clone", "--quiet", project, site)
	if err := (initialization{root: site, to: acme, accent: "#1f4f8f", out: new(bytes.Buffer),
		yes: true}).run(t.Context()); err != nil {
		t.Fatal(err)
	}
	commitFiles(t, site, map[string]string{css: "a { color: blue; }\n", logo: "\x89PNG\x00ours"})
	commitFiles(t, project, map[string]string{css: "a { color: green; }\n", logo: "\x89PNG\x00theirs",
		"README.md": "# Old\n\nMore\n"})
	var out bytes.Buffer
	if err := (upgrade{root: site, out: &out}).run(t.Context(), project, "main"); err != nil {
		t.Fatal(err)
	}
	if said := out.String(); !strings.Contains(said, "Merged without conflicts") ||
		!strings.Contains(said, "./build.sh generate") {
		t.Errorf("it said: %s", said)
	}
	settings, err := brand.Parse([]byte(content(t, site, brand.File)))
	if err != nil || settings.Name != "Acme Shop" || settings.Light["accent"] != "#1f4f8f" {
		t.Errorf("%+v, %v", settings, err)
	}
	if content(t, site, css) != "a { color: blue; }\n" || content(t, site, logo) != "\x89PNG\x00ours" ||
		content(t, site, "README.md") != "# Acme Shop\n\nMore\n" {
		t.Error("the merge lost something")
	}
}

// TestMistakeInTheBrandStopsInit with what to do about it.
func TestMistakeInTheBrandStopsInit(t *testing.T) {
	files := brandedProject(t)
	files[brand.File] = strings.Replace(files[brand.File], `"radius"`, `"radios"`, 1)
	root := newGitProject(t, files)
	var refused *brand.Error
	err := initialization{root: root, to: acme, accent: "#1f4f8f", out: new(bytes.Buffer), yes: true}.run(t.Context())
	if !errors.As(err, &refused) || refused.Field != "radios" {
		t.Errorf("%v", err)
	}
}
