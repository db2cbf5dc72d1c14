package repotest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

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
	for _, match := range regexp.MustCompile("(?m)^   (migrate_[a-z_]+) +=").FindAllStringSubmatch(textOf(t,
		"docs/howto/moving-in.md"), -1) {
		if !slices.Contains(known, match[1]) {
			t.Errorf("docs/howto/moving-in.md sets %s, which is no variable", match[1])
		}
	}
}
