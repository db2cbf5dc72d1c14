package terraform_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/testtools/tfprovider"
)

// schemas of the provider, which all stacks share.
var schemas tfprovider.Schemas

// rareCollection is the setting of Terraform and its provider here: both end before their garbage is worth collecting
// as often as Go does by itself.
const rareCollection = "GOGC=800"

// startProvider starts the provider that "terraform init" has put into the stack, and returns the setting with which
// Terraform uses it.
func (s stack) startProvider(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(s.folder, ".terraform", "providers", "*", "hashicorp", "aws", "*", "*",
		"terraform-provider-aws*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the provider's program in the initialised stack: %v, %v", found, err)
	}
	provider := tfprovider.Provider{
		Program: found[0], Folder: s.folder, Environ: append(slices.Clone(s.environ), rareCollection),
		Types: namedTypes(t), Schemas: &schemas,
		// The provider reads one zip at a time to save memory, and then waits five seconds for each function. Each
		// helper costs two seconds of a processor, which other tests have a use for meanwhile.
		Queued: []string{"aws_lambda_function"}, Helpers: 3,
	}
	pool, err := provider.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	setting, err := pool.Setting()
	if err != nil {
		t.Fatal(err)
	}
	return setting
}

// namedTypes are the types of resources and data sources that the deployment and its suites name.
func namedTypes(t *testing.T) []string {
	t.Helper()
	var types []string
	word := regexp.MustCompile(`\baws_\w+`)
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".tf") && !strings.HasSuffix(path, ".hcl") {
			return err
		}
		content, err := os.ReadFile(path)
		types = append(types, word.FindAllString(string(content), -1)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(types)
	return slices.Compact(types)
}
