package build

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/routes"
)

// These tests are about the site's own functions.

func ownRoot(t *testing.T) (string, []string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	table, err := routes.Load(filepath.Join(root, "functions", "routes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range table.Functions {
		names = append(names, f.Name)
	}
	return root, names
}

// packed builds and packs the site's functions.
func packed(t *testing.T) []Result {
	t.Helper()
	root, names := ownRoot(t)
	results, err := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, ".cache", "budget"),
		Zip: true}, names...)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestZipsStayWithinTheirBudgets_N20(t *testing.T) {
	for _, result := range packed(t) {
		budget := Budget(result.Name, result.SDK)
		t.Logf("%-18s %9d of %d bytes", result.Name, result.ZipSize, budget)
		if result.Err != nil || result.ZipSize > budget || result.ZipSize == 0 {
			t.Errorf("%s: %d bytes, budget %d: %v", result.Name, result.ZipSize, budget, result.Err)
		}
	}
}

// TestProgramsHoldNothingOfTheStandIns reads the programs as they are deployed: no address, no user and no package of
// the local Cognito and gateway is in them, and nothing that makes tokens for tests.
func TestProgramsHoldNothingOfTheStandIns_SEC126(t *testing.T) {
	root, _ := ownRoot(t)
	module, err := gotool.ModulePath(root)
	if err != nil {
		t.Fatal(err)
	}
	foreign := []string{"/_local/", "Local-user-1", "Local-admin-1", "user@example.com", "admin@example.com",
		module + "/pkg/dev/", "authtest", "webtest", "net/http/httptest", "PRIVATE KEY-----"}
	for _, result := range packed(t) {
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		program := read(t, result.Binary)
		if own := []byte(module + "/functions/" + result.Name); !bytes.Contains(program,
			[]byte(module+"/pkg/lambda")) || !bytes.Contains(program, own) {
			t.Errorf("%s: the names of its own packages are not found either, so that the search proves nothing", result.Name)
		}
		for _, text := range foreign {
			if bytes.Contains(program, []byte(text)) {
				t.Errorf("%s holds %q", result.Name, text)
			}
		}
	}
}

// TestEditingOnePageChangesOneProgram builds the repository and a copy of it in another folder, with other markup and
// another text on one page. All other programs have the same bytes in both.
func TestEditingOnePageChangesOneProgram_N19_R79_SEC123(t *testing.T) {
	if testing.Short() {
		t.Skip("needs half a minute: run it without -short")
	}
	root, names := ownRoot(t)
	edited := copyOf(t, root)
	for file, change := range map[string][2]string{
		"templates/profile_templ.go": {`class=\"choice\"`, `class=\"choices\"`},
		"pkg/language/texts_gen.go":  {"Signed in since", "Signed in from"}, // the page shows it, and no other does
	} {
		file = filepath.Join(edited, filepath.FromSlash(file))
		text := read(t, file)
		changed := bytes.ReplaceAll(text, []byte(change[0]), []byte(change[1]))
		if bytes.Equal(text, changed) {
			t.Fatalf("%s has lost the text that this test changes", file)
		}
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := packed(t)
	after, err := Functions(t.Context(), Options{Root: edited, OutDir: filepath.Join(edited, "dist")}, names...)
	if err := errors.Join(err, Errors(before), Errors(after)); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		same := bytes.Equal(read(t, before[i].Binary), read(t, after[i].Binary))
		if same != (name != "profile") {
			t.Errorf("%s: same bytes %v", name, same)
		}
	}
}

// copyOf copies what the functions are made of. The files get one time, as in an archive, so that nothing looks stale.
func copyOf(t *testing.T, root string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "functions", "pkg", "templates"} {
		err := filepath.WalkDir(filepath.Join(root, name), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			target := filepath.Join(to, relative)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.WriteFile(target, content, 0o600); err != nil {
				return err
			}
			return os.Chtimes(target, epoch, epoch)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}
