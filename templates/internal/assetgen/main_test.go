package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const templates = "../.."

func TestCommittedNamesAreFresh(t *testing.T) {
	sources, err := generate(filepath.Join(templates, "assets"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range sources {
		got, err := os.ReadFile(filepath.Join(templates, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is stale: run go generate ./templates", name)
		}
	}
}

func TestNameFollowsTheContent(t *testing.T) {
	root := t.TempDir()
	assets := filepath.Join(root, "assets")
	if err := os.Mkdir(assets, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(assets, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("site.css", "abc")
	write("icon.svg", "")
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	paths, err := os.ReadFile(filepath.Join(root, pathsFile))
	if err != nil {
		t.Fatal(err)
	}
	// The first 32 bits of SHA-256 of "abc" and "", FIPS 180-4.
	for _, want := range []string{`"/assets/site-ba7816bf.css"`, `"/assets/icon-e3b0c442.svg"`} {
		if !strings.Contains(string(paths), want) {
			t.Errorf("the paths lack %s:\n%s", want, paths)
		}
	}
}

func TestMinified(t *testing.T) {
	const style = "/* a */\n:root {\n  --a: #fff;\n  margin: 0 auto;\n}\n@media (max-width: 36rem) {\n  a:hover, dl > div { color: red; }\n  b { }\n}\n/* z */"
	const want = ":root{--a:#fff;margin:0 auto}@media (max-width:36rem){a:hover,dl > div{color:red}b{}}"
	if got := string(minified([]byte(style))); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestCommittedStyleSheetIsFresh(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(templates, "assets", "site.css"))
	if err != nil {
		t.Fatal(err)
	}
	if held, err := os.ReadFile(filepath.Join(templates, styleFile)); err != nil || string(held) != string(minified(source)) {
		t.Errorf("%s is stale: run go generate ./templates (%v)", styleFile, err)
	}
}

func TestMissingAssetIsAnError(t *testing.T) {
	if err := run(t.TempDir()); err == nil || !strings.HasPrefix(err.Error(), "reading an asset: ") {
		t.Errorf("err = %v", err)
	}
}
