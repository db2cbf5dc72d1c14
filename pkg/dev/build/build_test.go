package build

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// repository is a small one with two functions that share a package.
var repository = map[string]string{
	"go.mod":                        "module site\n\ngo 1.26.0\n",
	"functions/home/main.go":        "package main\n\nimport \"site/pkg/words\"\n\nfunc main() { println(words.Hello) }\n",
	"functions/profile/main.go":     "package main\n\nimport _ \"embed\"\n\n//go:embed page.txt\nvar page string\n\nfunc main() { println(page) }\n",
	"functions/profile/page.txt":    "profile",
	"functions/profile/x_test.go":   "package main\n",
	"functions/broken/main.go":      "package main\n\nfunc main() { undeclared() }\n",
	"functions/unreadable/main.go":  "package main\n\nimport _ \"site/pkg/missing\"\n\nfunc main() {}\n",
	"functions/ungrammatical/go.go": "package main\n\nfunc (\n",
	"pkg/words/words.go":            "package words\n\nconst Hello = \"hello\"\n",
}

func newRepository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range repository {
		write(t, root, name, content)
	}
	return root
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// buildIn builds into the repository's own dist and fails the test where that fails.
func buildIn(t *testing.T, root string, names ...string) []Result {
	t.Helper()
	results, err := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, "dist"), Zip: true}, names...)
	if err = errors.Join(err, Errors(results)); err != nil {
		t.Fatal(err)
	}
	return results
}

func built(results []Result) (names []string) {
	for _, result := range results {
		if result.Built {
			names = append(names, result.Name)
		}
	}
	return names
}

// TestSameSourceGivesSameBytesInAnyFolder, and at any time: the other copy was checked out years before, readable for
// its owner alone. That the archive holds no time is TestZipIsAsLambdaWantsIt.
func TestSameSourceGivesSameBytesInAnyFolder_N19_R79_SEC123(t *testing.T) {
	copied := newRepository(t)
	years := time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)
	for name := range repository {
		path := filepath.Join(copied, filepath.FromSlash(name))
		if err := errors.Join(os.Chmod(path, 0o600), os.Chtimes(path, years, years)); err != nil {
			t.Fatal(err)
		}
	}
	one := buildIn(t, newRepository(t), "home")[0]
	other := buildIn(t, copied, "home")[0]
	if !bytes.Equal(read(t, one.Binary), read(t, other.Binary)) {
		t.Error("the programs differ")
	}
	if !bytes.Equal(read(t, one.Zip), read(t, other.Zip)) {
		t.Error("the zips differ")
	}
}

// TestRepositoryBehindALink: the go command names folders without the links that lead to them.
func TestRepositoryBehindALink(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(newRepository(t), link); err != nil {
		t.Skipf("needs symbolic links: %v", err)
	}
	if result := buildIn(t, link, "home")[0]; !result.Built || len(result.Dirs()) != 2 {
		t.Errorf("built %v of %v", result.Built, result.Dirs())
	}
}

func TestZipIsAsLambdaWantsIt_N19_R79_SEC123(t *testing.T) {
	result := buildIn(t, newRepository(t), "home")[0]
	archive, err := zip.OpenReader(result.Zip)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if len(archive.File) != 1 || archive.File[0].Name != "bootstrap" || archive.File[0].Mode() != 0o755 {
		t.Fatalf("it holds %+v", archive.File)
	}
	if modified := archive.File[0].Modified; !modified.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("time %v", modified)
	}
	if info, err := os.Stat(result.Zip); err != nil || info.Size() != result.ZipSize {
		t.Errorf("size %d: %v", result.ZipSize, err)
	}
}

func TestOnlyWhatChangedIsBuilt(t *testing.T) {
	tests := []struct {
		name, file, content string
		want                []string
	}{
		{"nothing", "README.md", "x", nil},
		{"own file", "functions/home/main.go", "package main\n\nimport \"site/pkg/words\"\n\nfunc main() { print(words.Hello) }\n", []string{"home"}},
		{"shared package", "pkg/words/words.go", "package words\n\nconst Hello = \"hi\"\n", []string{"home"}},
		{"embedded file", "functions/profile/page.txt", "changed", []string{"profile"}},
		{"test", "functions/profile/x_test.go", "package main\n\nvar x = 1\n", nil},
		{"new file of the package", "functions/home/more.go", "package main\n", []string{"home"}},
		{"versions", "go.mod", "module site\n\ngo 1.26.0\n\n// changed\n", []string{"home", "profile"}},
	}
	root := newRepository(t)
	buildIn(t, root, "home", "profile")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			write(t, root, test.file, test.content)
			if got := built(buildIn(t, root, "home", "profile")); !slices.Equal(got, test.want) {
				t.Errorf("built %v, want %v", got, test.want)
			}
			if again := built(buildIn(t, root, "home", "profile")); again != nil {
				t.Errorf("built %v without any change", again)
			}
		})
	}
}

func TestUntouchedZipKeepsItsBytes(t *testing.T) {
	root := newRepository(t)
	before := read(t, buildIn(t, root, "home", "profile")[0].Zip)
	write(t, root, "functions/profile/page.txt", "changed")
	if after := read(t, buildIn(t, root, "home", "profile")[0].Zip); !bytes.Equal(before, after) {
		t.Error("a change of profile changed home")
	}
}

func TestTargetIsPartOfTheInput(t *testing.T) {
	root := newRepository(t)
	o := Options{Root: root, OutDir: filepath.Join(root, "dist"), Zip: true}
	for _, arch := range []string{"arm64", "amd64", "arm64"} {
		o.GOARCH = arch
		if result, err := Function(t.Context(), o, "home"); err != nil || !result.Built {
			t.Errorf("%s: built %v: %v", arch, result.Built, err)
		}
	}
}

func TestOneBrokenFunctionDoesNotStopTheOthers(t *testing.T) {
	tests := []struct{ name, function, want string }{
		{"it does not compile", "broken", "undefined: undeclared"},
		{"a package is missing", "unreadable", "site/pkg/missing"},
		{"its grammar is wrong", "ungrammatical", "go.go:"},
		{"it has no folder", "nowhere", "no such folder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newRepository(t)
			results, err := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, "dist"), Zip: true},
				test.function, "home")
			if err != nil {
				t.Fatal(err)
			}
			var compile *Error
			if !errors.As(results[0].Err, &compile) || !strings.Contains(compile.Output, test.want) ||
				compile.Name != test.function {
				t.Errorf("got %v", results[0].Err)
			}
			if results[1].Err != nil || !results[1].Built {
				t.Errorf("home was not built: %v", results[1].Err)
			}
			if again, _ := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, "dist")},
				test.function); again[0].Err == nil {
				t.Error("the second time it counts as built")
			}
		})
	}
}

func TestInterruptedBuildIsBuiltAgain(t *testing.T) {
	root := newRepository(t)
	result := buildIn(t, root, "home")[0]
	if err := os.Remove(result.Binary); err != nil {
		t.Fatal(err)
	}
	if got := built(buildIn(t, root, "home")); !slices.Equal(got, []string{"home"}) {
		t.Errorf("built %v", got)
	}
}

func TestStoppedBuildIsNoMistakeInTheSource(t *testing.T) {
	root := newRepository(t)
	write(t, root, "templates/internal/assetgen/main.go", "package main\n\nfunc main() {}\n")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := Functions(ctx, Options{Root: root, OutDir: filepath.Join(root, "dist")}, "home")
	if compile := new(Error); !errors.Is(err, context.Canceled) || errors.As(err, &compile) {
		t.Errorf("got %v", err)
	}
}

func TestWatchSeesEveryKindOfChange(t *testing.T) {
	changes := []struct {
		name   string
		change func(t *testing.T, root string)
		seen   bool
	}{
		{"nothing", func(*testing.T, string) {}, false},
		{"content", func(t *testing.T, root string) { write(t, root, "functions/profile/page.txt", "another text") }, true},
		{"new file", func(t *testing.T, root string) { write(t, root, "functions/profile/new.go", "package main\n") }, true},
		{"removed file", func(t *testing.T, root string) { _ = os.Remove(filepath.Join(root, "functions/profile/page.txt")) }, true},
		{"removed folder", func(t *testing.T, root string) { _ = os.RemoveAll(filepath.Join(root, "functions/profile")) }, true},
		{"test", func(t *testing.T, root string) {
			write(t, root, "functions/profile/x_test.go", "package main // changed\n")
		}, false},
		{"generated file", func(t *testing.T, root string) { write(t, root, "functions/profile/page_templ.go", "package main\n") }, false},
	}
	for _, test := range changes {
		t.Run(test.name, func(t *testing.T) {
			root := newRepository(t)
			dirs := buildIn(t, root, "profile")[0].Dirs()
			var watch Watch
			before, newest := watch.State(dirs)
			if newest.IsZero() {
				t.Error("the folder has no time")
			}
			test.change(t, root)
			watch.Forget()
			if after, _ := watch.State(dirs); (after != before) != test.seen {
				t.Errorf("seen %v, want %v", after != before, test.seen)
			}
		})
	}
}
