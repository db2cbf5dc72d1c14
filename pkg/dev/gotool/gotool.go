// Package gotool runs the go command, and programs that call it, in an environment in which nothing but the
// repository decides what is built: neither the developer's shell, nor what "go env -w" has stored, nor a go.work
// around the checkout. It must not know what is built.
//
// Source: "go help environment"
package gotool

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Kept are the variables that stay the developer's: where modules come from, which checksums are looked up, and where
// the caches are.
var Kept = []string{
	"GOAUTH", "GOCACHE", "GOCACHEPROG", "GOINSECURE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB",
	"GOPATH", "GOPRIVATE", "GOPROXY", "GOSUMDB", "GOTMPDIR", "GOVCS",
}

// Fixed are the variables that the project sets, because each of them may change or break a build. With GOENV=off an
// empty value is Go's default.
var Fixed = []string{
	"GOENV=off", "GOWORK=off", "GO111MODULE=on", "GOFLAGS=-buildvcs=false", "GOROOT=", "GOTOOLDIR=",
	"GOOS=", "GOARCH=", "GOAMD64=v1", "GOARM64=v8.0",
	"GO386=", "GOARM=", "GOMIPS=", "GOMIPS64=", "GOPPC64=", "GORISCV64=", "GOWASM=",
	"GOEXPERIMENT=", "GOFIPS140=off", "GODEBUG=", "GO_EXTLINK_ENABLED=",
	"CGO_ENABLED=", "CGO_CFLAGS=", "CGO_CPPFLAGS=", "CGO_CXXFLAGS=", "CGO_FFLAGS=", "CGO_LDFLAGS=",
}

// ToolchainVariable names another Go version than the one of go.mod, as GOTOOLCHAIN does. build.sh sets it where that
// one cannot be downloaded.
const ToolchainVariable = "SITE_TOOLCHAIN"

// Go is the go command for one module.
type Go struct {
	Version string // as in "go1.26.8"

	dir string
	env []string
}

// New prepares the go command for the module in a folder. The Go version is the one of go.mod's toolchain line.
func New(ctx context.Context, dir string) (Go, error) {
	toolchain, err := toolchainOf(dir)
	if err != nil {
		return Go{}, err
	}
	// GOEXPERIMENT and GOFIPS140 get values that any Go version knows: the command would refuse a stored one that it
	// does not.
	readable := append(slices.Clone(Fixed), "GOENV="+os.Getenv("GOENV"), "GOEXPERIMENT=none", toolchain)
	command := Go{dir: dir, env: readable}.Command(ctx, append([]string{"env", "-json", "GOVERSION"}, Kept...)...)
	output, err := Output(command)
	if err != nil {
		return Go{}, fmt.Errorf("reading the settings of the go command: %w", err)
	}
	settings := map[string]string{}
	if err := json.Unmarshal(output, &settings); err != nil {
		return Go{}, fmt.Errorf("reading the settings of the go command: %w", err)
	}
	g := Go{Version: settings["GOVERSION"], dir: dir, env: append(slices.Clone(Fixed), toolchain)}
	for _, name := range Kept {
		g.env = append(g.env, name+"="+settings[name])
	}
	return g, nil
}

// ModulePath returns the name of the module in a folder: a site that was made from this project may have another one.
func ModulePath(dir string) (string, error) {
	source, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "", fmt.Errorf("reading the name of the module: %w", err)
	}
	if path := modfile.ModulePath(source); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("reading the name of the module: %s has no module line", filepath.Join(dir, "go.mod"))
}

// toolchainOf returns the setting that makes every machine use the Go version of go.mod's toolchain line, older or
// newer than the one that is installed. Without such a line Go decides.
func toolchainOf(dir string) (string, error) {
	source, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil && !os.IsNotExist(err) {
		return "", fmt.Errorf("reading which Go version is asked for: %w", err)
	}
	line := ""
	for text := range strings.Lines(string(source)) {
		if fields := strings.Fields(text); len(fields) >= 2 && fields[0] == "toolchain" {
			line = fields[1]
		}
	}
	return "GOTOOLCHAIN=" + cmp.Or(os.Getenv(ToolchainVariable), line, "auto"), nil
}

// With returns the same go command with further variables, each as in "GOOS=linux".
func (g Go) With(env ...string) Go {
	g.env = append(slices.Clone(g.env), env...)
	return g
}

// Environ is the environment of a program that calls the go command itself.
func (g Go) Environ() []string { return append(os.Environ(), g.env...) }

// Settings are the variables of Environ that differ from the process' own.
func (g Go) Settings() []string { return slices.Clone(g.env) }

// AsDeployed is the same go command with the settings that decide whether two builds share what they compile: those of
// the functions and of the command-line tool. With others, the standard library and the AWS SDK are compiled again.
func (g Go) AsDeployed() Go { return g.With("GOFLAGS=-trimpath -buildvcs=false", "CGO_ENABLED=0") }

// AsRaced is the same for all that is built with RaceFlags, functions too: the race detector needs cgo.
func (g Go) AsRaced() Go { return g.With("GOFLAGS=-trimpath -buildvcs=false", "CGO_ENABLED=1") }

// RaceFlags switch the race detector on. Without inlining, the many small functions of the AWS SDK compile in half of
// the time; what they do is the same.
var RaceFlags = []string{"-race", "-gcflags=github.com/aws/aws-sdk-go-v2/service/...=-l"}

// Command prepares a call of the go command in the module's folder.
func (g Go) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = g.dir
	command.Env = g.Environ()
	return command
}

// Output returns what a command prints, or an error with what it said.
func Output(command *exec.Cmd) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		name := strings.Join(append([]string{filepath.Base(command.Path)}, command.Args[1:min(2, len(command.Args))]...), " ")
		return nil, fmt.Errorf("%s: %w\n%s", name, err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}
