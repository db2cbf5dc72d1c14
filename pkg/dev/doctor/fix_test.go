package doctor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFixesNameWhatThereIs_U23: a setting that a fix names is one of Terraform's, and a command one of the tool's.
func TestFixesNameWhatThereIs_U23(t *testing.T) {
	files, err := filepath.Glob("../../../terraform/*.tf")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of Terraform, %v", len(files), err)
	}
	var terraform strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		terraform.Write(content)
	}
	setting := regexp.MustCompile(`\b[a-z]+(?:_[a-z]+)+\b`)
	command := regexp.MustCompile(`\./build\.sh ([a-z-]+)`)
	joined := regexp.MustCompile(`[.;,][A-Z]|  |\.$`)
	for code, entry := range Catalogue {
		if found := joined.FindAllString(entry.Fix, -1); len(found) != 1 || found[0] != "." {
			t.Errorf("%s: the sentences of %q are not put together well", code, entry.Fix)
		}
		for _, name := range setting.FindAllString(entry.Fix, -1) {
			if !regexp.MustCompile(`\b` + name + `\b`).MatchString(terraform.String()) {
				t.Errorf("%s: Terraform knows no %s", code, name)
			}
		}
		for _, found := range command.FindAllStringSubmatch(entry.Fix, -1) {
			if found[1] != "deploy" && found[1] != "dev" && found[1] != "rotate-secret" {
				t.Errorf("%s: is there a command %s?", code, found[1])
			}
		}
	}
}
