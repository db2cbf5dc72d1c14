package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

func TestRaceDetectorIsKeptToWhatItCanSee(t *testing.T) {
	for _, module := range []string{"site", "example.com/made/of/it"} {
		var packages []string
		for _, folder := range []string{"functions/home", "pkg/dev/build", "pkg/builder", "templates",
			"templates/assets", "terraform"} {
			packages = append(packages, module+"/"+folder)
		}
		waiting, raced, plain := splitByRace(module, packages)
		longestFirst := []string{module + "/templates", module + "/templates/assets", module + "/pkg/dev/build"}
		if !slices.Equal(raced, []string{module + "/functions/home", module + "/pkg/builder"}) ||
			!slices.Equal(plain, longestFirst) || !slices.Equal(waiting, []string{module + "/terraform"}) {
			t.Errorf("%s: waiting %v, with it %v, without it %v", module, waiting, raced, plain)
		}
	}
}

// With other settings than those of the functions the standard library and the AWS SDK would be compiled once more; so
// they would with other settings than those of the tests that have the race detector.
func TestChecksShareWhatTheFunctionsCompile(t *testing.T) {
	goTool, err := gotool.New(t.Context(), filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for what, settings := range map[string][]string{
		"vet and lint": checker{goTool: goTool}.tool().env, "tests": testFlags{}.settings(goTool),
		"raced": testFlags{race: true}.settings(goTool), "raced vet": checker{goTool: goTool, full: true, ci: true}.tool().env,
	} {
		last := map[string]string{}
		for _, setting := range settings {
			name, value, _ := strings.Cut(setting, "=")
			last[name] = value
		}
		cgo := map[bool]string{true: "1", false: "0"}[strings.HasPrefix(what, "raced")] // which the race detector needs
		if !strings.Contains(last["GOFLAGS"], "-trimpath") || last["CGO_ENABLED"] != cgo {
			t.Errorf("%s: GOFLAGS=%s CGO_ENABLED=%s", what, last["GOFLAGS"], last["CGO_ENABLED"])
		}
	}
}

func TestFormatNamesWhatIsNotFormatted(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"functions", "pkg", "templates", "terraform"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c := checker{root: root, out: &bytes.Buffer{}}
	if err := c.format(t.Context()); err != nil {
		t.Errorf("nothing is wrong: %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, "pkg", "x.go"), []byte("package  x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.format(t.Context()); err == nil || !strings.Contains(err.Error(), "pkg/x.go") {
		t.Errorf("got %v", err)
	}
}

func TestMissingToolIsAFailureInCIOnly(t *testing.T) {
	tests := []struct {
		name   string
		ci     bool
		err    error
		failed bool
		says   string
	}{
		{"passes", true, nil, false, "ok    step\n"},
		{"fails", false, errors.New("this is why"), true, "FAIL  step\n      this is why\n"},
		{"tool is missing", false, errMissing{"a tool", "get it there"}, false, "-     step: needs a tool: get it there\n"},
		{"tool is missing in CI", true, errMissing{"a tool", "get it there"}, true,
			"FAIL  step\n      needs a tool: get it there\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			c := checker{ci: test.ci, out: &out}
			failed := c.beside(t.Context(), []step{{"step", func(context.Context) error { return test.err }}})
			if len(failed) > 0 != test.failed || out.String() != test.says {
				t.Errorf("failed %v, said %q", failed, out.String())
			}
		})
	}
}

func TestEveryStepIsTakenWhateverFails(t *testing.T) {
	var out bytes.Buffer
	told := make(chan bool)
	fails := func(context.Context) error { return errors.New("this is why") }
	failed := checker{out: &out}.beside(t.Context(),
		[]step{{"first", fails}, {"second", func(context.Context) error { <-told; return nil }}}, // waits for the other list
		[]step{{"third", fails}, {"fourth", func(context.Context) error { close(told); return nil }}})
	slices.Sort(failed)
	if !slices.Equal(failed, []string{"first", "third"}) {
		t.Errorf("failed %v", failed)
	}
	for _, want := range []string{"FAIL  first\n", "ok    second\n", "FAIL  third\n", "ok    fourth\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %q", want, out.String())
		}
	}
}

// The tests do not vet a second time what a step of its own vets: the mistake in the source here is the vet step's.
func TestFullCheckRunsEveryPackageOnce(t *testing.T) {
	root := t.TempDir()
	const source = "import (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestA(t *testing.T) {\n\tif os.Getenv(\"FULL\") != \"1\" {\n\t\tt.Error(\"not full\")\n\t}\n\tt.Logf(\"%d\", \"text\")\n}\n"
	for name, content := range map[string]string{
		"go.mod": "module x\n\ngo 1.26.0\n", "pkg/dev/build/x_test.go": "package build\n\n" + source,
		"pkg/other/x_test.go": "package other\n\n" + source,
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	goThatDownloads(t)
	var out bytes.Buffer
	stale := []step{{"stale", func(context.Context) error { return errors.New("this is why") }}}
	failed, err := checker{root: root, full: true, out: &out}.test(t.Context(), stale, nil)
	if err != nil || !slices.Equal(failed, []string{"stale"}) || strings.Count(out.String(), "FAIL") != 1 ||
		!strings.HasSuffix(out.String(), "\n2 passed, 0 failed, 0 skipped\n") {
		t.Errorf("%v, failed %v:\n%s", err, failed, out.String())
	}
}

// goThatDownloads puts a go command first in the path that says on its standard error what it downloads, as on a machine
// with an empty cache of modules.
func goThatDownloads(t *testing.T) {
	t.Helper()
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	script := "#!/bin/sh\necho 'go: downloading example.com/module v1.2.3' >&2\nexec '" + real + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(folder, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFullCheckRunsTheTestsOfTheBenchmarks(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module bench\n\ngo 1.26.0\n", "x_test.go": "package bench\n\nimport \"testing\"\n\nfunc TestVisit(t *testing.T) { t.Error(\"no answer\") }\n",
	} {
		path := filepath.Join(root, "pkg", "dev", "bench", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := (checker{root: root, full: true}).benchmarks(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "no answer") {
		t.Errorf("a test that fails was not noticed: %v", err)
	}
}
