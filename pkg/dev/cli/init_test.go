package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/rename"
)

// smallProject is as much of the project as a renaming reads.
var smallProject = map[string]string{
	"go.mod":                 "module old\n\ngo 1.26.0\n",
	"README.md":              "# Old\n\nText\n",
	"templates/layout.templ": "package templates\n\nimport \"old/pkg/view\"\n\ntempl page() {\n}\n",
	"templates/site.go":      "package templates\n\nconst brand = \"Old\"\n",
	"pkg/a/a.go":             "package a\n\nimport (\n\t\"old/pkg/b\"\n)\n\nvar A = b.B\n",
	"pkg/b/b.go":             "package b\n\nvar B = 1\n",
}

// newGitProject commits the files to a new repository.
func newGitProject(t *testing.T, files map[string]string) string {
	t.Helper()
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_SYSTEM": os.DevNull,
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@localhost", "GIT_COMMITTER_NAME": "a",
		"GIT_COMMITTER_EMAIL": "a@localhost",
	} {
		t.Setenv(name, value)
	}
	root := t.TempDir()
	runGit(t, root, "init", "--quiet", "--initial-branch=main")
	commitFiles(t, root, files)
	return root
}

func runGit(t *testing.T, root string, args ...string) string {
	t.Helper()
	out, err := git(t.Context(), root, args...)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func commitFiles(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runGit(t, root, "add", "--all")
	runGit(t, root, "commit", "--quiet", "--message", "files")
}

func content(t *testing.T, root, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var acme = rename.Names{Module: "example.com/tests/of/names", Site: "Acme Shop"}

func TestInitAsksBeforeItWrites(t *testing.T) {
	tests := []struct {
		name, answer string
		yes          bool
		want, failed string
	}{
		{"yes", "yes\n", false, "module example.com/tests/of/names\n", ""},
		{"no", "no\n", false, "module old\n", "nothing was changed"},
		{"nobody to ask", "", false, "module old\n", "pass --yes"},
		{"without asking", "", true, "module example.com/tests/of/names\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newGitProject(t, smallProject)
			var out bytes.Buffer
			err := initialization{root: root, to: acme, in: bufio.NewReader(strings.NewReader(test.answer)), out: &out,
				yes: test.yes}.run(t.Context())
			if got := content(t, root, "go.mod"); !strings.HasPrefix(got, test.want) {
				t.Errorf("go.mod is %q, want %q", got, test.want)
			}
			if test.failed == "" && err != nil || test.failed != "" &&
				(err == nil || !strings.Contains(err.Error(), test.failed)) {
				t.Errorf("error %v, want %q", err, test.failed)
			}
			for _, shown := range []string{"old -> example.com/tests/of/names", "Old -> Acme Shop", "README.md",
				"templates/site.go", "imports of 2 files\n"} {
				if !strings.Contains(out.String(), shown) {
					t.Errorf("the question does not show %q:\n%s", shown, &out)
				}
			}
		})
	}
}

func TestInitRefusesWhatGitCouldNotUndo(t *testing.T) {
	root := newGitProject(t, smallProject)
	if err := os.WriteFile(filepath.Join(root, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	i := initialization{root: root, to: acme, out: new(bytes.Buffer), yes: true}
	if err := i.run(t.Context()); err == nil || !strings.Contains(err.Error(), "not committed (?? notes.txt)") {
		t.Errorf("with an uncommitted file: %v", err)
	}
	i.root = t.TempDir() // no repository
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(i.root))
	if err := i.run(t.Context()); err == nil || !strings.Contains(err.Error(), "git has to be able to undo this") {
		t.Errorf("without git: %v", err)
	}
}

// TestUpgradeBringsOnlyWhatTheProjectChanged: a renamed site gets a version in which imports, files and texts have
// changed, keeps its own changes, and the next upgrade begins where this one ended.
func TestUpgradeBringsOnlyWhatTheProjectChanged(t *testing.T) {
	project := newGitProject(t, smallProject)
	site := filepath.Join(t.TempDir(), "site")
	runGit(t, project, "clone", "--quiet", project, site)
	if err := (initialization{root: site, to: acme, out: new(bytes.Buffer), yes: true}).run(t.Context()); err != nil {
		t.Fatal(err)
	}
	commitFiles(t, site, map[string]string{"pkg/b/b.go": "package b\n\nvar B = 2 // ours\n",
		"pkg/own/own.go": "package own\n"})

	commitFiles(t, project, map[string]string{
		"pkg/a/a.go": "package a\n\nimport (\n\t\"old/pkg/b\"\n\t\"old/pkg/c\"\n)\n\nvar A = b.B + c.C\n",
		"pkg/c/c.go": "package c\n\nimport _ \"old/pkg/b\"\n\nvar C = 1\n",
		"README.md":  "# Old\n\nMore text\n",
	})
	var out bytes.Buffer
	if err := (upgrade{root: site, out: &out}).run(t.Context(), project, "main"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"pkg/a/a.go": "package a\n\nimport (\n\t\"example.com/tests/of/names/pkg/b\"\n\t\"example.com/tests/of/names/pkg/c\"\n)\n\nvar A = b.B + c.C\n",
		"pkg/c/c.go": "package c\n\nimport _ \"example.com/tests/of/names/pkg/b\"\n\nvar C = 1\n",
		"pkg/b/b.go": "package b\n\nvar B = 2 // ours\n",
		"README.md":  "# Acme Shop\n\nMore text\n",
	} {
		if got := content(t, site, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(out.String(), "Merged without conflicts") {
		t.Errorf("it said: %s", &out)
	}
	runGit(t, site, "commit", "--quiet", "--all", "--message", "Merge the new version")
	if trees := strings.Count(runGit(t, site, "worktree", "list"), "\n"); trees != 1 {
		t.Errorf("%d work trees are left", trees)
	}

	out.Reset()
	if err := (upgrade{root: site, out: &out}).run(t.Context(), project, "main"); err != nil ||
		!strings.Contains(out.String(), "already has this version") {
		t.Errorf("the second time: %v %s", err, &out)
	}
	commitFiles(t, project, map[string]string{"pkg/b/b.go": "package b\n\nvar B = 3\n"})
	out.Reset()
	if err := (upgrade{root: site, out: &out}).run(t.Context(), project, "main"); err != nil ||
		!strings.Contains(out.String(), "both changed:\n  pkg/b/b.go\n") {
		t.Errorf("with a conflict: %v %s", err, &out)
	}
	if got := content(t, site, "pkg/b/b.go"); !strings.Contains(got, "<<<<<<<") || !strings.Contains(got, "// ours") {
		t.Errorf("the conflict is not shown: %q", got)
	}
	runGit(t, site, "merge", "--abort")
	if status := runGit(t, site, "status", "--porcelain"); status != "" {
		t.Errorf("after --abort: %s", status)
	}
}

func TestUpgradeRefuses(t *testing.T) {
	stranger := newGitProject(t, smallProject)
	site := newGitProject(t, map[string]string{"go.mod": "module s\n",
		"templates/site.go": "package templates\n\nconst brand = \"S\"\n"})
	tests := []struct{ name, source, ref, want string }{
		{"a project without a common history", stranger, "main", "no commit in common"},
		{"a version that does not exist", stranger, "v9", "fetching the new version"},
		{"an option as a version", stranger, "--upload-pack=x", "begins with a hyphen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := upgrade{root: site, out: new(bytes.Buffer)}.run(t.Context(), test.source, test.ref)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}
