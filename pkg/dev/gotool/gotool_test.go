package gotool

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// undecided are variables of the go command that change no build: it works them out itself, or only cgo looks at them.
var undecided = []string{
	"AR", "CC", "CXX", "FC", "GCCGO", "PKG_CONFIG", "GOBIN", "GOEXE", "GOGCCFLAGS", "GOHOSTARCH", "GOHOSTOS", "GOMOD",
	"GOTELEMETRY", "GOTELEMETRYDIR", "GOTOOLCHAIN", "GOVERSION",
}

// A new version of Go may bring a variable that changes builds: somebody has to decide whose it is.
func TestEveryVariableOfTheGoCommandIsDecided(t *testing.T) {
	g := open(t, module(t, "go 1.26.0\n"))
	output, err := Output(g.Command(t.Context(), "env", "-json"))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	if err := json.Unmarshal(output, &values); err != nil {
		t.Fatal(err)
	}
	for name := range values {
		fixed := slices.ContainsFunc(Fixed, func(setting string) bool { return strings.HasPrefix(setting, name+"=") })
		if !fixed && !slices.Contains(Kept, name) && !slices.Contains(undecided, name) {
			t.Errorf("%s is neither fixed nor the developer's", name)
		}
	}
}

func TestSettings(t *testing.T) {
	tests := []struct {
		name, variable, stored, set, want string
	}{
		{"a stored module proxy is the developer's", "GOPROXY", "https://proxy.example.com", "", "https://proxy.example.com"},
		{"one of the shell comes first", "GOPROXY", "https://proxy.example.com", "https://other.example.com,direct",
			"https://other.example.com,direct"},
		{"private modules are the developer's", "GOPRIVATE", "git.example.com/*", "", "git.example.com/*"},
		{"and what follows from them", "GONOSUMDB", "git.example.com/*", "", "git.example.com/*"},
		{"target", "GOARCH", "riscv64", "s390x", ""},
		{"flags", "GOFLAGS", "-cover", "-race", "-buildvcs=false"},
		{"flags that Go does not know", "GOFLAGS", "-no-such-flag", "", "-buildvcs=false"},
		{"experiment", "GOEXPERIMENT", "synctest", "", ""},
		{"experiment that Go does not know", "GOEXPERIMENT", "nosuchexperiment", "", ""},
		{"FIPS 140 module", "GOFIPS140", "latest", "", "off"},
		{"FIPS 140 module that Go does not know", "GOFIPS140", "v99", "", "off"},
		{"workspace", "GOWORK", "", "/nowhere/go.work", "off"},
		{"toolchain", "GOTOOLCHAIN", "go1.99.0", "go1.98.0", "auto"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("GOENV", write(t, t.TempDir(), "env", test.variable+"="+test.stored+"\n"))
			t.Setenv(test.variable, test.set)
			t.Setenv(ToolchainVariable, "")
			env := open(t, module(t, "go 1.26.0\n")).Environ()
			if got := value(env, test.variable); got != test.want || value(env, "GOENV") != "off" {
				t.Errorf("%s=%s, want %s; GOENV=%s", test.variable, got, test.want, value(env, "GOENV"))
			}
		})
	}
}

// value is what a program sees that is started with an environment: the last setting counts.
func value(env []string, name string) (last string) {
	for _, setting := range env {
		if before, after, _ := strings.Cut(setting, "="); before == name {
			last = after
		}
	}
	return last
}

// The version of go.mod's toolchain line is the one that everything is built with, checked with and searched for
// known faults.
func TestToolchainIsTheOneOfTheModule(t *testing.T) {
	installed := strings.TrimSpace(open(t, module(t, "go 1.26.0\n")).Version)
	t.Setenv("GOTOOLCHAIN", "go1.99.0")
	tests := []struct{ name, lines, variable, want string }{
		{"line", "go 1.26.0\n\ntoolchain " + installed + "\n", "", installed},
		{"line, and the choice of build.sh", "go 1.26.0\n\ntoolchain go1.98.0\n", "local", "local"},
		{"no line", "go 1.26.0\n", "", "auto"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(ToolchainVariable, test.variable)
			g := open(t, module(t, test.lines))
			if got := value(g.Environ(), "GOTOOLCHAIN"); got != test.want || g.Version != installed {
				t.Errorf("GOTOOLCHAIN=%s, want %s; version %s, want %s", got, test.want, g.Version, installed)
			}
		})
	}
}

// Without a network a build that lacks modules is no mistake in the source, and one with a mistake does not lack any.
func TestMissingModulesAreTheNetwork(t *testing.T) {
	tests := []struct{ name, source, modules string }{
		{"module that is not here", "import _ \"example.com/far/away\"\n", "\nrequire example.com/far v1.0.0\n"},
		{"mistake", "import _ \"x/nowhere\"\n", ""},
		{"package of no module", "import _ \"example.com/far/away\"\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("GOPROXY", "http://127.0.0.1:1")
			t.Setenv("GONOSUMDB", "example.com")
			dir := module(t, "go 1.26.0\n"+test.modules)
			write(t, dir, "main.go", "package main\n\n"+test.source+"\nfunc main() {}\n")
			sum := "h1:" + base64.StdEncoding.EncodeToString(make([]byte, sha256.Size)) + "\n"
			write(t, dir, "go.sum", "example.com/far v1.0.0 "+sum+"example.com/far v1.0.0/go.mod "+sum)
			g := open(t, dir)
			output, err := g.Command(t.Context(), "build", "-o", os.DevNull, ".").CombinedOutput()
			if err == nil {
				t.Fatal("it builds")
			}
			err = g.CheckDownloads(t.Context(), "the tool", string(output), ".")
			missing := new(DownloadError)
			if errors.As(err, &missing) != (test.modules != "") {
				t.Errorf("got %v", err)
			}
			if test.modules != "" && (!strings.Contains(missing.Error(), "the tool needs modules") ||
				!strings.Contains(missing.Cause, "connection refused")) {
				t.Errorf("it reads %q", missing.Error())
			}
		})
	}
}

func open(t *testing.T, dir string) Go {
	t.Helper()
	g, err := New(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// module makes the folder of a module called x.
func module(t *testing.T, lines string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "go.mod", "module x\n\n"+lines)
	return dir
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
