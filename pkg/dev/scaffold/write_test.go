package scaffold

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// snapshot reads every file of a project.
func snapshot(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if entry.IsDir() {
			files[name] = "folder"
			return err
		}
		content, err := os.ReadFile(path)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func reports(root string) (Function, error) {
	return New(site(root), Request{Name: "reports", Route: "GET /reports", Form: true, Table: true})
}

// TestNewThatFailsLeavesNothing: half a page would be in the way of the second try.
func TestNewThatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("a template does not compile")
	tests := []struct {
		name    string
		compile func(root string, stop context.CancelFunc) error
		want    string
	}{
		{"it does not compile", func(string, context.CancelFunc) error { return broken }, "a template does not compile"},
		{"it does not compile, and its template does", func(root string, _ context.CancelFunc) error {
			return errors.Join(broken, os.WriteFile(filepath.Join(root, "templates", "reports_templ.go"),
				[]byte("package templates\n"), 0o600),
				os.WriteFile(filepath.Join(root, "pkg", "language", "texts_gen.go"), []byte("package language\n"), 0o600))
		}, "a template does not compile"},
		{"it is stopped", func(_ string, stop context.CancelFunc) error { stop(); return nil }, "context canceled"},
		{"the list cannot be written", func(root string, _ context.CancelFunc) error {
			list := filepath.Join(root, "functions", "routes.json")
			return errors.Join(os.Rename(list, list+".old"), os.Mkdir(list, 0o755))
		}, "routes.json"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newProject(t)
			before := snapshot(t, root)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			f, err := reports(root)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.Add(ctx, func(context.Context, Function) error { return test.compile(root, stop) })
			if err == nil || !strings.Contains(err.Error(), test.want) ||
				!strings.Contains(err.Error(), "all changes were undone") {
				t.Errorf("got %v", err)
			}
			list := filepath.Join(root, "functions", "routes.json")
			if _, err := os.Stat(list + ".old"); err == nil {
				if err := errors.Join(os.Remove(list), os.Rename(list+".old", list)); err != nil {
					t.Fatal(err)
				}
			}
			if after := snapshot(t, root); !maps.Equal(before, after) {
				t.Errorf("before %v\nafter  %v", before, after)
			}
			if _, err := f.Add(t.Context(), compiles); err != nil {
				t.Errorf("the second try: %v", err)
			}
		})
	}
}

// TestNewCompletesWhatWasKilled: a process that is killed takes nothing back. Wherever that was, the second try ends
// as the first would have.
func TestNewCompletesWhatWasKilled(t *testing.T) {
	finished := newProject(t)
	f, err := reports(finished)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), compiles); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t, finished)
	order := []string{
		"functions/reports/event.json", "functions/reports/main.go", "functions/reports/form.go",
		"functions/reports/main_test.go", "functions/reports/table.go", "functions/reports/table_test.go",
		"terraform/own_reports.tf", "templates/reports.templ", "templates/reports_test.go", "pkg/language/texts/de.txt",
		"pkg/language/texts/en.txt",
		"template.yaml", "docs/reference/routes.md", "terraform/own_policies.tf", "functions/routes.json",
	}
	for n := range order {
		left := order[:n+1]
		root := newProject(t)
		for _, name := range left {
			path := filepath.Join(root, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755),
				os.WriteFile(path, []byte(want[filepath.FromSlash(name)]), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		f, err := reports(root)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Add(t.Context(), compiles); err != nil {
			t.Errorf("after %v: %v", left, err)
		}
		if after := snapshot(t, root); !maps.Equal(after, want) {
			t.Errorf("after %v it is\n%v\nwant\n%v", left, after, want)
		}
	}
}

func TestNewAddsTheFirstFunctionOfAList(t *testing.T) {
	root := newProject(t)
	if err := os.WriteFile(filepath.Join(root, "functions", "routes.json"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := reports(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), compiles); err != nil {
		t.Error(err)
	}
}
