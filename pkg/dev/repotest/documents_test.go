package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	pathInText = regexp.MustCompile("`((?:functions|pkg|templates|terraform|docs|\\.github)/[\\w./-]*)`")
	linkInText = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
)

// TestDocumentsNameFilesThatExist: a wrong path is worse than none.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	named := 0
	for _, document := range append(documentsOf(t), "README.md", ".github/SECURITY.md") {
		text, err := os.ReadFile(filepath.Join("../../..", document))
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		if strings.HasPrefix(document, "docs/") {
			for _, path := range pathInText.FindAllStringSubmatch(string(text), -1) {
				paths = append(paths, path[1])
			}
		}
		for _, link := range linkInText.FindAllStringSubmatch(string(text), -1) {
			paths = append(paths, filepath.Join(filepath.Dir(document), link[1]))
		}
		for _, path := range paths {
			named++
			if _, err := os.Stat(filepath.Join("../../..", path)); err != nil {
				t.Errorf("%s names %s, which does not exist: say where it is now", document, path)
			}
		}
	}
	if named < 80 {
		t.Errorf("found %d files in the documents: does this test still see them?", named)
	}
}

func documentsOf(t *testing.T) (names []string) {
	for _, name := range files(t) {
		if strings.HasPrefix(name, "docs/") && strings.HasSuffix(name, ".md") {
			names = append(names, name)
		}
	}
	return names
}

var decision = regexp.MustCompile(`(?m)^### (\d+)\. `)

// TestDecisionsHaveNumbers: a decision is cited by its number, so that no two have the same one.
func TestDecisionsHaveNumbers(t *testing.T) {
	text, err := os.ReadFile("../../../docs/DESIGN.md")
	if err != nil {
		t.Skipf("a site need not keep the decisions: %v", err)
	}
	titles, seen := decision.FindAllStringSubmatch(string(text), -1), map[string]bool{}
	for _, title := range titles {
		if seen[title[1]] {
			t.Errorf("docs/DESIGN.md has two decisions with the number %s: give the newer one the next free number", title[1])
		}
		seen[title[1]] = true
	}
	if headings := strings.Count(string(text), "\n### "); headings != len(titles) || len(titles) < 25 {
		t.Errorf("docs/DESIGN.md has %d decisions, and %d of them have a number", headings, len(titles))
	}
}
