package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	pathInText = regexp.MustCompile("`((?:functions|pkg|templates|terraform|docs|\\.github)/[\\w./-]*)`")
	linkInText = regexp.MustCompile(`\]\(([^)#: ]*)(?:#([^)]*))?\)`)
	codeInText = regexp.MustCompile("(?ms)^ *(?:\\d+\\. )?```.*?^ *```$")
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$`)
	example    = regexp.MustCompile(`NAME|/(reports|notes)\b|^terraform/terraform\.tfvars$`) // what a reader will have made
	notAnchor  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentsNameFilesThatExist: a wrong path is worse than none, and so is a link into a page that has no such
// heading.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	named := 0
	for _, document := range documentsOf(t) {
		text := textOf(t, document)
		if strings.HasPrefix(document, "docs/") {
			for _, path := range pathInText.FindAllStringSubmatch(text, -1) {
				named++
				if !exists(path[1]) && !example.MatchString(path[1]) {
					t.Errorf("%s names %s, which does not exist: say where it is now", document, path[1])
				}
			}
		}
		for _, link := range linkInText.FindAllStringSubmatch(codeInText.ReplaceAllString(text, ""), -1) {
			named++
			target := document
			if link[1] != "" {
				target = filepath.Join(filepath.Dir(document), link[1])
			}
			switch {
			case !exists(target):
				t.Errorf("%s links to %s, which does not exist: say where it is now", document, target)
			case link[2] != "" && !slices.Contains(anchorsOf(t, target), link[2]):
				t.Errorf("%s links to %s#%s, and there is no such heading", document, target, link[2])
			}
		}
	}
	if named < 250 {
		t.Errorf("found %d files in the documents: does this test still see them?", named)
	}
}

// TestIndexListsEveryDocument: what docs/README.md does not lead to, nobody finds.
func TestIndexListsEveryDocument(t *testing.T) {
	index := textOf(t, "docs/README.md")
	for _, document := range documentsOf(t) {
		path, ours := strings.CutPrefix(document, "docs/")
		chapter := strings.HasPrefix(path, "tutorial/") && path != "tutorial/README.md"
		if ours && !chapter && path != "README.md" && !strings.Contains(index, "]("+path+")") {
			t.Errorf("docs/README.md does not list %s", document)
		}
	}
}

// anchorsOf returns the anchors that GitHub gives to the headings of a document.
func anchorsOf(t *testing.T, document string) (anchors []string) {
	for _, title := range heading.FindAllStringSubmatch(codeInText.ReplaceAllString(textOf(t, document), ""), -1) {
		anchor := notAnchor.ReplaceAllString(strings.ToLower(title[1]), "")
		anchors = append(anchors, strings.ReplaceAll(anchor, " ", "-"))
	}
	return anchors
}

func textOf(t *testing.T, document string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../..", document))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(path string) bool {
	_, err := os.Stat(filepath.Join("../../..", path))
	return err == nil
}

// documentsOf returns every page that is read on its own.
func documentsOf(t *testing.T) (names []string) {
	for _, name := range files(t) {
		if strings.HasSuffix(name, ".md") {
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
