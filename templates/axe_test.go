package templates

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// anotherLanguage is the environment variable of the inner run of the test below: the tag of the language that it adds.
const anotherLanguage = "ANOTHER_LANGUAGE"

// TestAnotherLanguageIsOneFile runs tests of the pages in a site that has one more file of texts, made up, from right to
// left, and nothing else: that none says anything outside the catalogue, and that axe finds nothing in any language.
func TestAnotherLanguageIsOneFile_N25(t *testing.T) {
	if os.Getenv("FULL") != "1" {
		t.Skip("not part of this run; ./build.sh check --full, or FULL=1, includes it")
	}
	const tag = "qaa"
	overlay := overlayWith(t, tag)
	run := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-tags", "axe", "-overlay", overlay, "-run",
		"^(TestPagesSayNothingOutsideTheCatalogue_N25|TestViolations_N25)$", "-v", ".")
	run.Env = append(os.Environ(), anotherLanguage+"="+tag, "AXE="+axe(t))
	output, err := run.CombinedOutput()
	if err != nil || !bytes.Contains(output, []byte("--- PASS: TestViolations_N25")) ||
		!bytes.Contains(output, []byte("/"+tag+"/home-signed-in")) {
		t.Errorf("%v:\n%s", err, problemsIn(output))
	}
}

// problemsIn leaves out what passed.
func problemsIn(output []byte) string {
	passed := regexp.MustCompile(`(?m)^\s*(=== |--- PASS).*\n`)
	return string(passed.ReplaceAll(output, nil))
}

// overlayWith writes an overlay for the go command, in which the catalogue has one more language: each text of the English
// one, which no translation can be told from otherwise, behind a letter that is read from right to left.
func overlayWith(t *testing.T, tag string) string {
	t.Helper()
	folder := t.TempDir()
	const source = "../pkg/language/texts"
	texts := filepath.Join(folder, "texts")
	if err := os.CopyFS(texts, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	english, err := os.ReadFile(filepath.Join(source, "en.txt"))
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?m)^([A-Z][A-Za-z0-9]*): `).ReplaceAllString(string(english), "$1: \u05d0 ")
	made = regexp.MustCompile(`(?m)^Direction: .*`).ReplaceAllString(made, "Direction: rtl")
	if err := os.WriteFile(filepath.Join(texts, tag+".txt"), []byte(made), 0o644); err != nil {
		t.Fatal(err)
	}
	generator := filepath.Join(folder, "textgen")
	for _, command := range [][]string{{"go", "build", "-o", generator, "../pkg/language/internal/textgen"}, {generator}} {
		run := exec.CommandContext(t.Context(), command[0], command[1:]...)
		if command[0] == generator {
			run.Dir = folder
		}
		if output, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", command, err, output)
		}
	}
	replaced := map[string]string{}
	for name, with := range map[string]string{
		"../pkg/language/texts_gen.go": "texts_gen.go", source + "/" + tag + ".txt": "texts/" + tag + ".txt",
	} {
		absolute, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		replaced[absolute] = filepath.Join(folder, with)
	}
	content, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return overlay
}

// axe installs axe-core, pinned by its lock file, into dist/axe, which git ignores, and returns its script.
func axe(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../dist/axe")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	changed := false
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		want, err := os.ReadFile(filepath.Join("internal/axe", name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(folder, name)); err == nil && bytes.Equal(got, want) {
			continue
		}
		changed = true
		if err := os.WriteFile(filepath.Join(folder, name), want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script := filepath.Join(folder, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(script); err != nil || changed {
		install := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		install.Dir = folder
		if output, err := install.CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v: %s", err, output)
		}
	}
	return script
}
