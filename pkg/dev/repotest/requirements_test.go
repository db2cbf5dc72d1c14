package repotest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const requirements = "docs/REQUIREMENTS.md"

var (
	idInText  = regexp.MustCompile(`\b([A-Z]{1,3})-(\d{2,3})\b`)
	idInName  = regexp.MustCompile(`_([A-Z]{1,3})(\d{2,3})`)
	testName  = regexp.MustCompile(`\b(?:Test|Fuzz)\w*_[A-Z]{1,3}\d{2,3}\b|(?m)^run "\w+"`)
	ofAnIssue = regexp.MustCompile(`\b(?:Test|Fuzz)\w*_(?i:row|issue)\d+|\bissue (?:row )?#?\d+\b`)
	idOfRow   = regexp.MustCompile(`^\| ([A-Z]{1,3}-\d{2,3}) \| *([^|]*)`)
	familyOf  = regexp.MustCompile(`(?m)^## ([A-Z]{1,3}): `)
)

// TestRequirementsAreWritten_N23: an ID in the name of a test is worthless if nobody can look it up. A site with another
// README need not have the list.
func TestRequirementsAreWritten_N23(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !ownReadme(readme) {
		return
	}
	text, err := os.ReadFile(filepath.Join("../../..", requirements))
	if err != nil {
		t.Fatal(err)
	}
	var families []string
	for _, family := range familyOf.FindAllStringSubmatch(string(text), -1) {
		families = append(families, family[1])
	}
	written := rowsOf(t, string(text), families)
	used := usedIDs(t, families)
	for id, place := range used {
		if !written[id] {
			t.Errorf("%s uses %s, and %s does not say what it demands: add `| %s | what it demands | source |` to the table of "+
				"its family, in order; a new family also needs a section, as in \"## %s: what it is\"",
				place, id, requirements, id, strings.Split(id, "-")[0])
		}
	}
	for id := range written {
		if used[id] == "" {
			t.Errorf("%s has a row for %s, and nothing uses it: name it in the test that proves it, or delete the row",
				requirements, id)
		}
	}
	if len(used) < 400 {
		t.Errorf("found %d IDs in the repository: does this test still see them?", len(used))
	}
}

// rowsOf returns the IDs that have a row: each once, in order, below the heading of its family, and with a demand.
func rowsOf(t *testing.T, text string, families []string) map[string]bool {
	t.Helper()
	rows, before, section := map[string]bool{}, "", ""
	for line := range strings.Lines(text) {
		if heading := familyOf.FindStringSubmatch(line); heading != nil {
			section, before = heading[1], ""
		}
		row := idOfRow.FindStringSubmatch(line)
		if row == nil {
			continue
		}
		id, demand := row[1], strings.TrimSpace(row[2])
		family := strings.Split(id, "-")[0]
		if rows[id] || id <= before && len(id) <= len(before) {
			t.Errorf("%s: %s comes twice, or after %s: rows must be in order", requirements, id, before)
		}
		if family != section || !slices.Contains(families, family) {
			t.Errorf("%s: %s is in the section of %q", requirements, id, section)
		}
		if len(demand) < 3 {
			t.Errorf("%s: %s demands nothing", requirements, id)
		}
		rows[id], before = true, id
	}
	return rows
}

// usedIDs returns the IDs in all files except the documents, and a file that has each. In the text of a file only known
// families count, because P-256 and SHA-256 look like IDs; in the name of a test everything of that form is one.
func usedIDs(t *testing.T, families []string) map[string]string {
	t.Helper()
	used := map[string]string{}
	for _, name := range files(t) {
		if strings.HasPrefix(name, "docs/") || name == "README.md" {
			continue
		}
		text, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			continue // gone since, or a picture
		}
		for _, id := range idInText.FindAllSubmatch(text, -1) {
			if slices.Contains(families, string(id[1])) {
				used[string(id[1])+"-"+string(id[2])] = name
			}
		}
		if number := ofAnIssue.Find(text); number != nil && strings.HasSuffix(name, "_test.go") {
			t.Errorf("%s says %q, which nobody can look up in a clone: give it an ID of %s, with a row there", name,
				number, requirements)
		}
		for _, test := range testName.FindAll(text, -1) {
			for _, id := range idInName.FindAllSubmatch(test, -1) {
				used[string(id[1])+"-"+string(id[2])] = name
			}
		}
	}
	return used
}
