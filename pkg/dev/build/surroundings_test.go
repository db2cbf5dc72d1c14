package build

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

// surroundings are what may stand in a developer's shell, in the file of "go env -w", and in the folders around the
// checkout.
var surroundings = []struct {
	name   string
	stored string            // content of the file of GOENV
	env    map[string]string // of the shell
	around map[string]string // files beside and above the checkout
}{
	{name: "shell for another machine", env: map[string]string{"GOOS": "darwin", "GOARCH": "amd64", "GOARM64": "v8.1",
		"GOAMD64": "v3", "CGO_ENABLED": "1"}},
	{name: "shell with flags", env: map[string]string{"GOFLAGS": "-buildvcs=true -ldflags=-X=main.x=y"}},
	{name: "coverage", stored: "GOFLAGS=-cover\n"},
	{name: "coverage in the shell", env: map[string]string{"GOFLAGS": "-cover"}},
	{name: "race detector", stored: "GOFLAGS=-race\n"},
	{name: "flag that Go does not know", stored: "GOFLAGS=-no-such-flag\n"},
	{name: "another machine", stored: "GOOS=windows\nGOARCH=amd64\n"},
	{name: "newer processor", stored: "GOARM64=v9.0\nGOAMD64=v3\n"},
	{name: "experiment", stored: "GOEXPERIMENT=nogreenteagc\n"},
	{name: "experiment that Go does not know", stored: "GOEXPERIMENT=nosuchexperiment\n"},
	{name: "FIPS 140 module", stored: "GOFIPS140=latest\n"},
	{name: "FIPS 140 module in the shell", env: map[string]string{"GOFIPS140": "latest"}},
	{name: "another toolchain", stored: "GOTOOLCHAIN=go1.99.0\n"},
	{name: "another toolchain in the shell", env: map[string]string{"GOTOOLCHAIN": "go1.99.0+auto"}},
	{name: "compiler settings", env: map[string]string{"GODEBUG": "panicnil=1", "GO_EXTLINK_ENABLED": "1",
		"CGO_CFLAGS": "-O0"}},
	{name: "GOPATH mode", stored: "GO111MODULE=off\n"},
	{name: "vendored modules", stored: "GOFLAGS=-mod=vendor\n"},
	{name: "workspace around it", around: map[string]string{"go.work": "go 1.26.0\n\nuse ./other\n",
		"other/go.mod": "module other\n\ngo 1.26.0\n"}},
	{name: "workspace named in the shell", env: map[string]string{"GOWORK": "/nowhere/go.work"}},
	{name: "module around it", around: map[string]string{"go.mod": "module around\n\ngo 1.99.0\n"}},
}

// TestSurroundingsDoNotChangeTheBytes builds in each of them, and then without: a wrong program must not count as up
// to date when the setting is gone.
func TestSurroundingsDoNotChangeTheBytes_R79_SEC123(t *testing.T) {
	want := read(t, buildIn(t, newRepository(t), "home")[0].Zip)
	for _, test := range surroundings {
		t.Run(test.name, func(t *testing.T) {
			around := t.TempDir()
			root := filepath.Join(around, "checkout")
			for name, content := range repository {
				write(t, root, name, content)
			}
			for name, content := range test.around {
				write(t, around, name, content)
			}
			t.Run("in it", func(t *testing.T) {
				write(t, around, "stored", test.stored)
				t.Setenv("GOENV", filepath.Join(around, "stored"))
				for name, value := range test.env {
					t.Setenv(name, value)
				}
				if got := buildIn(t, root, "home")[0]; !got.Built || !bytes.Equal(read(t, got.Zip), want) {
					t.Errorf("the zips differ, or it was not built (%v)", got.Built)
				}
			})
			if got := buildIn(t, root, "home")[0]; got.Built || !bytes.Equal(read(t, got.Zip), want) {
				t.Errorf("afterwards the zips differ, or it was built again (%v)", got.Built)
			}
		})
	}
}

// TestTemplatesAreCompiledInAnySurroundings: the template compiler and the list of assets are programs for this
// machine, whatever is stored about others.
func TestTemplatesAreCompiledInAnySurroundings(t *testing.T) {
	own, _ := ownRoot(t)
	root := newRepository(t)
	copied := []string{"templates/internal/assetgen/main.go", "templates/assets/site.css", "templates/brand.json",
		"templates/brand/icon.svg", "templates/brand/login.css"}
	packaged, err := filepath.Glob(filepath.Join(own, "pkg", "dev", "brand", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range packaged {
		if !strings.HasSuffix(file, "_test.go") {
			copied = append(copied, "pkg/dev/brand/"+filepath.Base(file))
		}
	}
	module, err := gotool.ModulePath(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range copied {
		content := string(read(t, filepath.Join(own, filepath.FromSlash(name))))
		write(t, root, name, strings.ReplaceAll(content, `"`+module+`/`, `"site/`))
	}
	saveTemplate(t, root, templateOf, 0)
	write(t, root, "stored", "GOOS=plan9\nGOARCH=arm64\nGOFLAGS=-mod=vendor\n")
	t.Setenv("GOENV", filepath.Join(root, "stored"))
	templ.path = ""
	if err := Prepare(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	if err := GenerateAll(t.Context(), root); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"templates/page_templ.go", "templates/assets_gen.go"} {
		if !exists(filepath.Join(root, filepath.FromSlash(name))) {
			t.Errorf("%s was not made", name)
		}
	}
}

// TestMissingModulesAreNoMistakeInTheSource: without a network the first build of a function says what is missing, and not that it does not compile.
func TestMissingModulesAreNoMistakeInTheSource(t *testing.T) {
	root := newRepository(t)
	sum := "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	write(t, root, "go.mod", repository["go.mod"]+"\nrequire example.com/far v1.0.0\n")
	write(t, root, "go.sum", "example.com/far v1.0.0 "+sum+"example.com/far v1.0.0/go.mod "+sum)
	write(t, root, "functions/home/main.go", "package main\n\nimport _ \"example.com/far/away\"\n\nfunc main() {}\n")
	t.Setenv("GOPROXY", "http://127.0.0.1:1")
	_, err := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, "dist")}, "home", "broken")
	if missing := new(gotool.DownloadError); !errors.As(err, &missing) ||
		!strings.Contains(missing.Cause, "connection refused") {
		t.Errorf("got %v", err)
	}
	results, err := Functions(t.Context(), Options{Root: root, OutDir: filepath.Join(root, "dist")}, "broken")
	if err != nil || results[0].Err == nil {
		t.Errorf("a mistake in the source: %v, %v", results, err)
	}
}
