// Package build makes a Lambda function out of its source: the bootstrap that the provided.al2023 runtime starts, and
// the zip that is uploaded. The same source, Go version and target give the same bytes in any folder, at any time, on
// any machine. It must not know what a function does, start one, or talk to AWS.
package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"cognitossr/pkg/dev/gotool"
)

// modeBinary makes the file executable that Lambda expects at the root of the zip.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/golang-package.html
const modeBinary = 0o755

// Options say what is built and for which machine.
type Options struct {
	Root   string   // the repository's folder, where go.mod is
	OutDir string   // gets <name>/bootstrap, and <name>.zip with Zip
	GOOS   string   // "linux" when empty
	GOARCH string   // "arm64" when empty
	Zip    bool     // make the zips too
	Cover  bool     // count which lines run; the functions then write to GOCOVERDIR
	Race   bool     // look for data races; needs cgo
	Debug  bool     // for a debugger: the project's own code is not optimised, and keeps its symbols and the paths of its files
	Tags   []string // further build tags

	// Progress is called once for each function as soon as it is done, or has failed. May be nil.
	Progress func(Result)
	// Step is called with what is done at the moment, as in "Compiling net/http". May be nil.
	Step func(string)

	goTool gotool.Go
}

// Result is one function that was built, was up to date, or could not be built.
type Result struct {
	Name     string
	Binary   string // path of the bootstrap
	Zip      string // path of the zip; empty without Options.Zip
	ZipSize  int64  // bytes
	SDK      bool   // whether it links the AWS SDK
	Built    bool   // false: its input had not changed
	Packages []Package
	Err      error // an *Error when the source does not compile
}

// Error is source that does not compile, or cannot be generated.
type Error struct {
	Name   string // the function, or what could not be generated
	Output string // what the compiler or templ said
}

// Error implements error with the compiler's output on separate lines.
func (e *Error) Error() string { return e.Problem() + ":\n" + strings.TrimSpace(e.Output) }

// Problem says in one line what does not compile.
func (e *Error) Problem() string {
	switch e.Name {
	case templatesFolder:
		return "a template does not compile"
	case assetsStep:
		return "the style sheet and the icons could not be generated"
	case textsStep:
		return "the texts could not be generated"
	}
	return fmt.Sprintf("function %q does not compile", e.Name)
}

// Host returns the options with this machine as the target: the local stack runs the functions here.
func (o Options) Host() Options {
	o.GOOS, o.GOARCH = runtime.GOOS, runtime.GOARCH
	return o
}

func (o Options) withDefaults() Options {
	if o.GOOS == "" {
		o.GOOS = "linux"
	}
	if o.GOARCH == "" {
		o.GOARCH = "arm64"
	}
	if o.Progress == nil {
		o.Progress = func(Result) {}
	}
	if o.Step == nil {
		o.Step = func(string) {}
	}
	return o
}

// Function builds one function. Its error is the result's.
func Function(ctx context.Context, o Options, name string) (Result, error) {
	results, err := Functions(ctx, o, name)
	if err != nil {
		return Result{}, err
	}
	return results[0], results[0].Err
}

// Functions builds the functions of these names, all with one call of the go command, and leaves those alone whose
// input has not changed. A function that does not compile keeps no other from being built: look at each result's Err.
// The results have the order of the names.
func Functions(ctx context.Context, o Options, names ...string) (results []Result, err error) {
	o = o.withDefaults()
	results = make([]Result, len(names))
	for i, name := range names {
		results[i] = Result{Name: name, Binary: filepath.Join(o.OutDir, name, BinaryName(o.GOOS))}
		if o.Zip {
			results[i].Zip = filepath.Join(o.OutDir, name+".zip")
		}
		if !exists(filepath.Join(o.Root, "functions", name)) {
			results[i].Err = &Error{Name: name, Output: fmt.Sprintf("functions/%s: no such folder, but functions/routes.json has an entry for it", name)}
		}
	}
	o.goTool, err = gotool.New(ctx, o.Root)
	if err != nil {
		return nil, stopped(ctx, err)
	}
	if err := o.generate(ctx); err != nil {
		return nil, stopped(ctx, err)
	}
	sources, err := readSources(ctx, o, pending(results))
	if err != nil {
		return nil, stopped(ctx, err)
	}
	for i := range results {
		if results[i].Err == nil {
			results[i].Err = sources.problem(results[i].Name)
			results[i].Packages = sources.packages(results[i].Name)
			results[i].SDK = sources.linksSDK(results[i].Name)
		}
	}
	if err := o.compile(ctx, results, sources); err != nil {
		return nil, err
	}
	return results, o.finish(results)
}

// stopped returns the reason of an error: a program that was terminated says only that it was killed, or nothing.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("building: %w", ctx.Err())
	}
	return err
}

// BinaryName is the file name of a function's program.
func BinaryName(goos string) string { return "bootstrap" + executableSuffix(goos) }

func executableSuffix(goos string) string {
	if goos == "windows" {
		return ".exe"
	}
	return ""
}

func pending(results []Result) (names []string) {
	for _, result := range results {
		if result.Err == nil {
			names = append(names, result.Name)
		}
	}
	return names
}

// compile builds what is stale and moves it into place.
func (o Options) compile(ctx context.Context, results []Result, sources *sources) error {
	stale := make(map[string]string) // name -> fingerprint
	for _, name := range pending(results) {
		fingerprint, err := sources.fingerprint(name)
		if err != nil {
			return err
		}
		if !o.upToDate(name, fingerprint) {
			stale[name] = fingerprint
		}
	}
	if len(stale) == 0 {
		return nil
	}
	made, err := os.MkdirTemp(mustExist(o.OutDir), ".build-*")
	if err != nil {
		return fmt.Errorf("making a folder to build in: %w", err)
	}
	defer os.RemoveAll(made)
	output, buildErr := o.goBuild(ctx, made, results, stale, sources)
	if ctx.Err() != nil {
		return fmt.Errorf("building: %w", ctx.Err())
	}
	for i := range results {
		result := &results[i]
		fingerprint, isStale := stale[result.Name]
		if result.Err != nil || !isStale {
			continue
		}
		program := filepath.Join(made, result.Name+executableSuffix(o.GOOS))
		if buildErr != nil && !exists(program) {
			result.Err = &Error{Name: result.Name, Output: output}
			continue
		}
		if err := o.install(program, result, fingerprint); err != nil {
			return err
		}
	}
	return nil
}

// goBuild runs the go command once for all stale functions. Where some fail it still writes the others.
func (o Options) goBuild(ctx context.Context, into string, results []Result, stale map[string]string,
	s *sources) (string, error) {
	args := append([]string{"build", "-v"}, o.flags()...)
	args = append(args, "-o", into+string(filepath.Separator))
	for _, result := range results {
		if _, isStale := stale[result.Name]; isStale {
			args = append(args, "./functions/"+result.Name)
		}
	}
	output := &buildOutput{step: o.Step, isPackage: s.has}
	command := o.goCommand(ctx, args...)
	command.Stdout, command.Stderr = output, output
	err := command.Run()
	return output.problems(), err
}

// buildOutput splits what "go build -v" prints: the packages are progress, all else are the compiler's words.
type buildOutput struct {
	step      func(string)
	isPackage func(importPath string) bool
	text      strings.Builder
	rest      string // of a line that is not complete
}

// Write implements io.Writer.
func (b *buildOutput) Write(data []byte) (int, error) {
	lines := strings.SplitAfter(b.rest+string(data), "\n")
	b.rest = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		if path := strings.TrimSpace(line); b.isPackage(path) {
			b.step("Compiling " + path)
		} else {
			b.text.WriteString(line)
		}
	}
	return len(data), nil
}

func (b *buildOutput) problems() string { return b.text.String() + b.rest }

// flags leave out of the binary all that differs between two machines: folders, version control, and the ids of the
// linker's input. lambda.norpc leaves out the retired go1.x runtime's RPC server.
func (o Options) flags() []string {
	flags := []string{"-buildvcs=false", "-tags", strings.Join(append([]string{"lambda.norpc"}, o.Tags...), ",")}
	if o.Debug {
		flags = append(flags, "-gcflags=./...=-N -l")
	} else {
		flags = append(flags, "-trimpath", "-ldflags=-s -w -buildid=")
	}
	if o.Cover {
		flags = append(flags, "-cover", "-coverpkg=./...")
	}
	if o.Race {
		flags = append(flags, "-race")
	}
	return flags
}

// target says for which machine the go command builds. All else that could change the binary is fixed by package
// gotool.
func (o Options) target() []string {
	cgo := "0"
	if o.Race {
		cgo = "1"
	}
	return []string{"GOOS=" + o.GOOS, "GOARCH=" + o.GOARCH, "CGO_ENABLED=" + cgo}
}

func (o Options) goCommand(ctx context.Context, args ...string) *exec.Cmd {
	return o.goTool.With(o.target()...).Command(ctx, args...)
}

// install puts a new program where the old one is, in one step: a process that runs the old one keeps it.
// The fingerprint goes away first and is written last, so that an interrupted build is built again.
func (o Options) install(program string, result *Result, fingerprint string) error {
	stamp := o.stampFile(result.Name)
	if err := os.Remove(stamp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("marking %s as stale: %w", result.Name, err)
	}
	if err := os.MkdirAll(filepath.Dir(result.Binary), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", result.Name, err)
	}
	if err := os.Chmod(program, modeBinary); err != nil {
		return fmt.Errorf("making %s executable: %w", result.Name, err)
	}
	if err := os.Rename(program, result.Binary); err != nil {
		return fmt.Errorf("putting %s into place: %w", result.Name, err)
	}
	if err := os.WriteFile(stamp, []byte(fingerprint), 0o644); err != nil {
		return fmt.Errorf("marking %s as built: %w", result.Name, err)
	}
	result.Built = true
	return nil
}

func (o Options) stampFile(name string) string { return filepath.Join(o.OutDir, name, ".input") }

func (o Options) upToDate(name, fingerprint string) bool {
	written, err := os.ReadFile(o.stampFile(name))
	return err == nil && string(written) == fingerprint && exists(filepath.Join(o.OutDir, name, BinaryName(o.GOOS)))
}

// finish makes the zips and reports each function.
func (o Options) finish(results []Result) error {
	for i := range results {
		result := &results[i]
		if result.Err == nil && o.Zip {
			size, err := writeZip(result.Zip, result.Binary)
			if err != nil {
				return fmt.Errorf("packing %s: %w", result.Name, err)
			}
			result.ZipSize = size
		}
		o.Progress(*result)
	}
	return nil
}

// Errors joins what went wrong, each text once: a mistake in a shared package is reported for one function only.
func Errors(results []Result) error {
	var problems []error
	var seen []string
	for _, result := range results {
		var compile *Error
		if errors.As(result.Err, &compile) {
			if slices.Contains(seen, compile.Output) {
				continue
			}
			seen = append(seen, compile.Output)
		}
		if result.Err != nil {
			problems = append(problems, result.Err)
		}
	}
	return errors.Join(problems...)
}

func mustExist(dir string) string {
	_ = os.MkdirAll(dir, 0o755) // what goes wrong here shows when the folder is used
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
