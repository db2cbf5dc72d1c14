package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

func TestReportOfATestRun(t *testing.T) {
	tests := []struct{ name, source, want, unwanted string }{
		{"all pass", `func TestA(t *testing.T) {}`, "1 passed, 0 failed, 0 skipped", "Skipped:"},
		{"subtests count, their parent does not", `func TestA(t *testing.T) { t.Run("x", func(*testing.T) {}); t.Run("y", func(*testing.T) {}) }`, "2 passed, 0 failed, 0 skipped", ""},
		{"failure", `func TestA(t *testing.T) { t.Error("this is why") }`, "this is why", ""},
		{"failed subtest counts once", `func TestA(t *testing.T) { t.Run("x", func(t *testing.T) { t.Error("no") }) }`,
			"0 passed, 1 failed, 0 skipped", ""},
		{"skipped", `func TestA(t *testing.T) { t.Skip("needs a tool: get it there") }; func TestB(t *testing.T) { t.Skip("needs a tool: get it there") }`, "  2 x needs a tool: get it there\n\n0 passed, 0 failed, 2 skipped", ""},
		{"does not compile", `func TestA(t *testing.T) { undeclared() }`, "undefined: undeclared", ""},
		{"failures are named at the end", `func TestA(t *testing.T) { t.Run("x", func(t *testing.T) { t.Error("no") }) }; func TestB(t *testing.T) {}`, "\nFailed:\n  x TestA/x\n\n1 passed, 1 failed", ""},
		{"a package that fails is named at the end", `func TestA(t *testing.T) { undeclared() }`,
			"\nFailed:\n  x, which did not build or ended outside a test\n", ""},
		{"panics", `func TestA(t *testing.T) { panic("out of hand") }`, "out of hand", ""},
		{"ends the process", `func TestMain(*testing.M) { panic("before any test") }`, "before any test", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			for name, content := range map[string]string{"go.mod": "module x\n\ngo 1.26.0\n",
				"x_test.go": "package x\n\nimport \"testing\"\n\n" + test.source + "\n"} {
				if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out bytes.Buffer
			err := runTests(t.Context(), &out, root, testFlags{}, nil)
			failing := strings.Contains(out.String(), "1 failed")
			if status := statusError(0); errors.As(err, &status) != failing {
				t.Errorf("error %v", err)
			}
			if !strings.Contains(out.String(), test.want) || test.unwanted != "" &&
				strings.Contains(out.String(), test.unwanted) {
				t.Errorf("want %q, printed:\n%s", test.want, out.String())
			}
			if last := strings.Split(strings.TrimSpace(out.String()), "\n"); !strings.HasSuffix(last[len(last)-1],
				" skipped") {
				t.Errorf("the last line is %q", last[len(last)-1])
			}
		})
	}
}

func TestPackagesAreNamedAsTheListDoes(t *testing.T) {
	root, _ := project(t)
	tests := []struct{ name, want string }{
		{"users", "./functions/users"}, {"functions/users", "./functions/users"}, {"functions/...", "./functions/..."},
		{"templates", "./templates"},
		{"./pkg/auth", "./pkg/auth"}, {"./...", "./..."}, {"...", "..."},
		{"example.net/fixture/pkg/auth", "example.net/fixture/pkg/auth"}, {"nope", "nope"},
		{root + "/pkg/auth", root + "/pkg/auth"},
	}
	for _, test := range tests {
		if got := asPackages(root, []string{test.name}); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestPackagesThatAreNotThere: they are refused in a sentence, before go test says in its own words where it has looked.
func TestPackagesThatAreNotThere(t *testing.T) {
	root, _ := project(t)
	for name, there := range map[string]bool{
		"users": true, "functions/users": true, "functions/...": true, "./pkg/auth": true, "./...": true, "...": true,
		"templates": true, root + "/pkg/auth": true, "pkg/dev": true,
		"./functions/nosuch": false, "functions/nosuch": false, "nosuch": false, "./go.mod": false, root + "/nosuch": false,
		"./nosuch/...": false, "fmt": false,
	} {
		err := checkPackages(root, asPackages(root, []string{name}))
		if (err == nil) != there || err != nil && (exitStatus(err) != statusWrongUse ||
			!strings.Contains(err.Error(), "name a folder, as in ./pkg/auth")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	module, err := gotool.ModulePath(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkPackages(root, []string{module + "/pkg/auth", module + "/..."}); err != nil {
		t.Errorf("by the module's path: %v", err)
	}
}

func TestReportOfAPackageThatIsNotThere(t *testing.T) {
	var out bytes.Buffer
	root, _ := project(t)
	err := runTests(t.Context(), &out, root, testFlags{}, []string{"./no/such/package"})
	if status := statusError(0); !errors.As(err, &status) || !strings.Contains(out.String(), "1 failed") {
		t.Errorf("error %v:\n%s", err, out.String())
	}
}

func TestReportOfARunThatWasStopped(t *testing.T) {
	var out bytes.Buffer
	report := newTestReport(&out)
	report.read(strings.NewReader(`{"Action":"start","Package":"x"}` + "\n" + `{"Action":"start","Package":"y"}` +
		"\n" + `{"Action":"pass","Package":"y"}` + "\n"))
	report.finish()
	if status := statusError(0); !errors.As(report.verdict(nil), &status) ||
		!strings.Contains(out.String(), "did not finish  x\n") || !strings.Contains(out.String(), "1 failed") {
		t.Errorf("printed:\n%s", out.String())
	}
}
