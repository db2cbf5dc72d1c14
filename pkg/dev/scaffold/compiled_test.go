package scaffold

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

func equal(a, b map[string]string) bool { return maps.Equal(a, b) }

// newCopy is a copy of this repository's library and pages, with a short list of functions.
func newCopy(t *testing.T) string {
	t.Helper()
	root, repository := newProject(t), filepath.Join("..", "..", "..")
	if err := errors.Join(os.RemoveAll(filepath.Join(root, "pkg")),
		os.RemoveAll(filepath.Join(root, "templates"))); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"pkg", "templates"} {
		if err := os.CopyFS(filepath.Join(root, folder), os.DirFS(filepath.Join(repository, folder))); err != nil {
			t.Fatal(err)
		}
	}
	writeProject(t, root, map[string]string{
		"go.mod": read(t, repository, "go.mod"), "go.sum": read(t, repository, "go.sum"),
		"functions/functions.go": read(t, repository, "functions/functions.go"),
	})
	return root
}

// TestNewFunctionsPassTheirTests: functions of every kind compile, vet finds nothing in them, and the tests that came
// with them pass, as do those of all pages.
func TestNewFunctionsPassTheirTests(t *testing.T) {
	root := newCopy(t)
	packages := []string{}
	for _, mode := range modes {
		r := mode.request
		r.Name = "overlaid-" + r.Name // which no site has
		added(t, root, r)
		packages = append(packages, "./functions/"+r.Name)
	}
	// With the settings of ./build.sh, so that the library is compiled once for all.
	goTool, err := gotool.New(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir, command.Env = root, goTool.AsDeployed().Environ()
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, output)
		}
	}
	run("go", "generate", "./pkg/language")
	run("go", "tool", "templ", "generate", "-include-version=false", "-path", "templates")
	run("go", append([]string{"vet", "./templates"}, packages...)...)
	run("go", append([]string{"test", "-vet=off"}, packages...)...)
	run("go", "test", "-vet=off", "./templates", "-run",
		"Accessible|OutsideTheCatalogue|HoldNo|CarryTheToken|SignsOut|IsFresh")
}
