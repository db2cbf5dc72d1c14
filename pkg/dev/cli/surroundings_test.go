//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/gotool"
)

// tryout is a repository with nothing but build.sh and a tool that says for which machine it was built, and what it
// was told.
func tryout(t *testing.T, files map[string]string) *exec.Cmd {
	t.Helper()
	root, _ := project(t)
	script, err := os.ReadFile(filepath.Join(root, "build.sh"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"build.sh":            string(script),
		"go.mod":              "module x\n\ngo 1.26.0\n",
		"pkg/dev/cli/main.go": "package main\n\nimport \"os\"\n\nfunc main() { println(\"works with GOARCH=\" + os.Getenv(\"GOARCH\")) }\n",
	}
	around := t.TempDir()
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(around, "checkout", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), filepath.Join(around, "checkout", "build.sh"))
	command.Env = append(os.Environ(), gotool.ToolchainVariable+"=")
	return command
}

// The tool is a program for this machine, whatever is stored for other projects: on the developer's machine it could
// not even start.
func TestFrontDoorWorksInAnySurroundings(t *testing.T) {
	tests := []struct {
		name, stored string
		env          []string
		files        map[string]string
		want         string
	}{
		{name: "another machine", stored: "GOOS=linux\nGOARCH=s390x\n"},
		{name: "another system", stored: "GOOS=plan9\n"},
		{name: "another machine in the shell", env: []string{"GOARCH=amd64"}, want: "works with GOARCH=amd64\n"},
		{name: "vendored modules", stored: "GOFLAGS=-mod=vendor\n"},
		{name: "flag that Go does not know", stored: "GOFLAGS=-no-such-flag\n"},
		{name: "experiment that Go does not know", stored: "GOEXPERIMENT=nosuchexperiment\n"},
		{name: "another toolchain", stored: "GOTOOLCHAIN=go1.99.0\n"},
		{name: "workspace around it", files: map[string]string{"../go.work": "go 1.26.0\n\nuse ./other\n",
			"../other/go.mod": "module other\n\ngo 1.26.0\n"}},
		{name: "version control that is not to be trusted", stored: "GOFLAGS=-buildvcs=true\n",
			files: map[string]string{".git/HEAD": "broken"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			command := tryout(t, test.files)
			command.Env = append(command.Env, "GOARCH=")
			if test.stored != "" {
				stored := filepath.Join(t.TempDir(), "env")
				if err := os.WriteFile(stored, []byte(test.stored), 0o600); err != nil {
					t.Fatal(err)
				}
				command.Env = append(command.Env, "GOENV="+stored)
			}
			command.Env = append(command.Env, test.env...)
			want := test.want
			if want == "" {
				want = "works with GOARCH=\n"
			}
			if output, err := command.CombinedOutput(); err != nil || !strings.HasSuffix(string(output), want) {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
}

// Without a network the first start is not told that the source is wrong, and with a mistake in the source it is not
// told to look for the network.
func TestFrontDoorTellsTheNetworkFromAMistake(t *testing.T) {
	sum := "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	tests := []struct {
		name, source, want string
	}{
		{"no network", "package main\n\nimport _ \"example.com/far/away\"\n\nfunc main() {}\n",
			"needs modules that could not be downloaded, see above: connect to the network"},
		{"mistake", "package main\n\nfunc main() { undeclared() }\n", "does not compile, see above"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			command := tryout(t, map[string]string{
				"pkg/dev/cli/main.go": test.source,
				"go.mod":              "module x\n\ngo 1.26.0\n\nrequire example.com/far v1.0.0\n",
				"go.sum":              "example.com/far v1.0.0 " + sum + "example.com/far v1.0.0/go.mod " + sum,
			})
			command.Env = append(command.Env, "GOPROXY=http://127.0.0.1:1")
			output, err := command.CombinedOutput()
			lines := strings.Split(strings.TrimSpace(string(output)), "\n")
			if last := lines[len(lines)-1]; err == nil || !strings.HasPrefix(last, "build.sh: ") ||
				!strings.Contains(last, test.want) {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
}

// A toolchain that cannot be downloaded stops nobody whose Go is new enough, but is said: the zips have other bytes
// than elsewhere.
func TestFrontDoorGoesOnWithTheInstalledGo(t *testing.T) {
	tests := []struct{ name, module, want string }{
		{"new enough", "module x\n\ngo 1.26.0\n\ntoolchain go1.98.0\n", "which gives other bytes than elsewhere\n"},
		{"too old", "module x\n\ngo 1.97.0\n\ntoolchain go1.98.0\n",
			"is too old, and a newer one could not be downloaded: get version 1.26 or newer from https://go.dev/dl/\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			command := tryout(t, map[string]string{
				"go.mod": test.module,
				"pkg/dev/cli/main.go": "package main\n\nimport \"os\"\n\nfunc main() { println(os.Getenv(\"" +
					gotool.ToolchainVariable + "\")) }\n",
			})
			command.Env = append(command.Env, "GOPROXY=http://127.0.0.1:1")
			output, err := command.CombinedOutput()
			worked := strings.HasSuffix(string(output), "\nlocal\n")
			if !strings.Contains(string(output), test.want) || (err == nil) != worked ||
				worked != (test.name == "new enough") {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
}

// build.sh runs before there is a Go program that it could ask.
func TestFrontDoorSettlesTheSameVariables(t *testing.T) {
	root, _ := project(t)
	script, err := os.ReadFile(filepath.Join(root, "build.sh"))
	if err != nil {
		t.Fatal(err)
	}
	for variable, want := range map[string][]string{"kept": gotool.Kept, "fixed": gotool.Fixed} {
		_, after, _ := strings.Cut(string(script), "\n"+variable+"='")
		list, _, _ := strings.Cut(after, "'")
		if got := strings.Fields(list); !slices.Equal(got, want) {
			t.Errorf("%s is\n%v\nand in package gotool\n%v", variable, got, want)
		}
	}
}

func TestFrontDoorSaysWhatIsWrongWithGo(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"too old to read go.mod", "echo go1.20.14", "go1.20.14 is too old: get version 1.26 or newer"},
		{"too old, and no network", "case $GOTOOLCHAIN$1 in localenv) echo go1.22.1 ;; *) exit 1 ;; esac",
			"go1.22.1 is too old, and a newer one could not be downloaded"},
		{"broken", "exit 2", "install Go again"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\n"+test.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			expectRefusal(t, frontDoor(t, []string{"GOTOOLCHAIN=", "PATH=" + dir + ":" + os.Getenv("PATH")},
				"routes"), test.want)
		})
	}
}

func TestFrontDoorSaysThatItCannotWrite(t *testing.T) {
	root, _ := project(t)
	script, err := os.ReadFile(filepath.Join(root, "build.sh"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "build.sh"), script, 0o700); err != nil {
		t.Fatal(err)
	}
	// A file in the folder's place stops everybody, even an administrator, whom permissions do not.
	if err := os.WriteFile(filepath.Join(dir, ".cache"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), filepath.Join(dir, "build.sh"), "routes")
	expectRefusal(t, command, "make the repository's folder writable")
}

func TestFrontDoorWorksWithoutAHome(t *testing.T) {
	cache, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Fields(string(cache))
	command := frontDoor(t, nil, "routes")
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "GOCACHE=" + dirs[0], "GOMODCACHE=" + dirs[1], "GOPATH=" + dirs[2]}
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, output)
	}
}
