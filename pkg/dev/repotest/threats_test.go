package repotest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	testMention  = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
)

// TestThreatsAreHeldByTests_N23: each threat in SECURITY.md names tests, and all of these exist.
func TestThreatsAreHeldByTests_N23(t *testing.T) {
	text, err := os.ReadFile("../../../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testFunctions(t, "../../..")
	threats := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		heading := strings.HasPrefix(line, "| threat") || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| **")
		if len(cells) != 3 || heading {
			continue
		}
		threats++
		mentions := testMention.FindAllStringSubmatch(cells[2], -1)
		if len(mentions) == 0 {
			t.Errorf("no test is named for this threat: %s", line)
		}
		for _, mention := range mentions {
			if !there[mention[1]] {
				t.Errorf("there is no test %s", mention[1])
			}
		}
	}
	if threats < 25 {
		t.Errorf("found %d threats", threats)
	}
}

// testFunctions lists the tests of all packages by their names.
func testFunctions(t *testing.T, root string) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range testFunction.FindAllSubmatch(source, -1) {
			there[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}
