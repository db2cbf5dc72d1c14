package rename

import (
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var acme = Names{Module: "example.com/tests/of/names", Site: `Acme "Shop" & Söhne`, Holder: "Acme Ltd"}

// TestRenamingLeavesNoOldName renames a copy of this whole project. The licence keeps its first holder.
func TestRenamingLeavesNoOldName(t *testing.T) {
	const root = "../../.."
	from, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	files := sources(t, root)
	changed, err := Plan(root, files, acme)
	if err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, onlyFS{os.DirFS(root), files}); err != nil {
		t.Fatal(err)
	}
	write(t, copied, changed)

	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(copied, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			asExample := strings.Contains(line, "as in "+from.Module) || strings.Contains(line, "init "+from.Module) // of a site that took it
			if strings.Contains(strings.ToLower(line), from.Module) && !strings.HasPrefix(line, "Copyright") && !asExample {
				t.Errorf("%s still has the old name: %s", name, line)
			}
		}
		if filepath.Ext(name) == ".go" {
			if formatted, err := format.Source(content); err != nil || string(formatted) != string(content) {
				t.Errorf("%s is not formatted: %v", name, err)
			}
		}
	}
	if now, err := Read(copied); err != nil || now.Module != acme.Module || now.Site != acme.Site {
		t.Errorf("the copy is called %+v (%v)", now, err)
	}
	if again, err := Plan(copied, files, acme); err != nil || len(again) != 0 {
		t.Errorf("renaming twice changes %d files (%v)", len(again), err)
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-mod=mod", "-test", "./...")
	list.Dir, list.Env = copied, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	if out, err := list.CombinedOutput(); err != nil {
		t.Errorf("go list in the renamed copy: %v\n%s", err, out)
	}
}

// sources lists the files that a clone would have, near enough: what is built and fetched stays out.
func sources(t *testing.T, root string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", ".cache", ".terraform", "dist", "artefacts",
			"node_modules"}, entry.Name()):
			return fs.SkipDir
		case entry.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// onlyFS shows the listed files alone.
type onlyFS struct {
	fs.FS
	names []string
}

func (f onlyFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		path := strings.TrimPrefix(name+"/"+e.Name(), "./")
		return !slices.ContainsFunc(f.names, func(n string) bool { return n == path || strings.HasPrefix(n, path+"/") })
	}), err
}

func write(t *testing.T, root string, files []File) {
	t.Helper()
	for _, file := range files {
		path := filepath.Join(root, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRenamedFiles(t *testing.T) {
	from := Names{Module: "old", Site: "Old"}
	to := Names{Module: "example.com/tests/of/names", Site: "Acme", Holder: "Acme Ltd"}
	tests := []struct{ name, file, before, after string }{
		{"imports, and no other text", "a.go", "package a\n\nimport (\n\t\"old\"\n\to \"old/pkg\"\n\t\"older/pkg\"\n)\n\nvar s = \"old/pkg\"\n",
			"package a\n\nimport (\n\t\"example.com/tests/of/names\"\n\to \"example.com/tests/of/names/pkg\"\n\t\"older/pkg\"\n)\n\nvar s = \"old/pkg\"\n"},
		{"imports of a template", "a.templ", "package a\n\nimport (\n\t\"old/pkg\"\n\tv \"old/view\"\n)\n\ntempl A() {\n\t\"old/pkg\"\n}\n",
			"package a\n\nimport (\n\t\"example.com/tests/of/names/pkg\"\n\tv \"example.com/tests/of/names/view\"\n)\n\ntempl A() {\n\t\"old/pkg\"\n}\n"},
		{"one import of a template", "a.templ", "package a\n\nimport \"old/pkg\"\n",
			"package a\n\nimport \"example.com/tests/of/names/pkg\"\n"},
		{"a module that needs the first", "x/go.mod",
			"module old/x\n\nreplace old => ../\n\nrequire (\n\told v0.0.0\n\tolder v1.0.0\n)\n",
			"module example.com/tests/of/names/x\n\nreplace example.com/tests/of/names => ../\n\nrequire (\n\texample.com/tests/of/names v0.0.0\n\tolder v1.0.0\n)\n"},
		{"title of the README alone", "README.md", "# Old\n\nOld is old.\n", "# Acme\n\nOld is old.\n"},
		{"licence keeps its first line", "LICENSE", "MIT\n\nCopyright (c) 2026 A\n\nText\n",
			"MIT\n\nCopyright (c) 2026 A\nChanges: copyright (c) Acme Ltd\n\nText\n"},
		{"name of the deployment", "terraform/terraform.tfvars.example", "name = \"my-site\"\n", "name = \"acme\"\n"},
		{"other files", "docs/a.md", "old Old\n", "old Old\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := renamed(test.file, []byte(test.before), from, to)
			if err != nil || string(got) != test.after {
				t.Errorf("%v\n%s\nwant\n%s", err, got, test.after)
			}
		})
	}
}

func TestNamesThatCannotBeUsed(t *testing.T) {
	tests := []struct {
		name, want string
		names      Names
	}{
		{"no module", "cannot be imported", Names{Site: "A"}},
		{"spaces in the module", "cannot be imported", Names{Module: "acme shop", Site: "A"}},
		{"a path without a domain", "no dot in its first part", Names{Module: "acme/shop", Site: "A"}},
		{"no site", "name of the site is missing", Names{Module: "a.example/b"}},
		{"two lines", "must be one line", Names{Module: "a.example/b", Site: "A\nB"}},
		{"too long", "more than 60 characters", Names{Module: "a.example/b", Site: strings.Repeat("é", 61)}},
		{"a holder of two lines", "the holder", Names{Module: "a.example/b", Site: "A", Holder: "A\nB"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := test.names.Check(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Check() = %v, want %q", err, test.want)
			}
		})
	}
}

// TestDeploymentName: Terraform refuses a name with other characters, and Cognito one with certain words.
func TestDeploymentName(t *testing.T) {
	for site, want := range map[string]string{
		"Acme Shop": "acme-shop", "  7 Zwerge & Co.  ": "zwerge-co", "Laws of Sweden": "my-site", "Ü": "my-site",
		"The Very Long Name of a Shop": "the-very-long-name-of-a", "日本": "my-site",
	} {
		if got := DeploymentName(site); got != want {
			t.Errorf("DeploymentName(%q) = %q, want %q", site, got, want)
		}
	}
}
