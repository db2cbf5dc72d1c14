package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var goInText = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// TestSnippetsAreInTheExamples: the Go code of a how-to page is part of a program in docs/howto/examples, which is
// compiled and tested like all other code.
func TestSnippetsAreInTheExamples(t *testing.T) {
	for page, program := range map[string]string{"docs/howto/own-table.md": "docs/howto/examples/notes/main.go"} {
		text, err := os.ReadFile(filepath.Join("../../..", page))
		if os.IsNotExist(err) {
			t.Skipf("this site does not keep %s", page)
		}
		if err != nil {
			t.Fatal(err)
		}
		code := textOf(t, program)
		snippets := goInText.FindAllStringSubmatch(string(text), -1)
		for _, snippet := range snippets {
			if !strings.Contains(code, snippet[1]) {
				t.Errorf("%s shows code that is not in %s:\n%s", page, program, snippet[1])
			}
		}
		if len(snippets) < 4 {
			t.Errorf("found %d pieces of code in %s: does this test still see them?", len(snippets), page)
		}
	}
}

// TestTfvarsOfDocumentsExist: a variable that a how-to page sets is one of the deployment.
func TestTfvarsOfDocumentsExist(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^variable "([a-z_0-9]+)"`)
	var known []string
	for _, file := range files(t) {
		if strings.HasPrefix(file, "terraform/variables") {
			for _, match := range declared.FindAllStringSubmatch(textOf(t, file), -1) {
				known = append(known, match[1])
			}
		}
	}
	for _, match := range regexp.MustCompile("(?m)^   (migrate_[a-z_]+) +=").FindAllStringSubmatch(textOf(t, "docs/howto/moving-in.md"), -1) {
		if !slices.Contains(known, match[1]) {
			t.Errorf("docs/howto/moving-in.md sets %s, which is no variable", match[1])
		}
	}
}
