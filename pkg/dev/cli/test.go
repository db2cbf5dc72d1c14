package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/gotool"
)

// waitDelay is how long a program may take to end after it was told to.
const waitDelay = 10 * time.Second

// longestTest is how long the tests of one package may take. The applies of package terraform wait for certificates
// and DNS as AWS makes them wait.
const longestTest = "30m"

func newTestCommand() *cobra.Command {
	var flags testFlags
	command := &cobra.Command{
		Use:   "test [package...]",
		Short: "Run all tests, or those of some packages",
		Long: "Runs all tests, or those of some packages. Tests that need a tool which is not installed are skipped,\n" +
			"and listed at the end with the tool's source; with CI=true they fail.",
		Example: "  ./build.sh test\n  ./build.sh test ./pkg/auth ./functions/...\n  ./build.sh test users            " +
			"              # a function by its name\n  ./build.sh test --race --run SEC",
		RunE: func(command *cobra.Command, packages []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			if _, err := regexp.Compile(flags.run); err != nil {
				return wrongUse{fmt.Errorf("--run %q is no regular expression: %w; write it as in --run SEC", flags.run, err)}
			}
			packages = asPackages(root, packages)
			if err := checkPackages(root, packages); err != nil {
				return err
			}
			return runTests(command.Context(), command.OutOrStdout(), root, flags, packages)
		},
	}
	command.Flags().BoolVar(&flags.race, "race", false, "enable the race detector (needs a C compiler)")
	command.Flags().BoolVar(&flags.short, "short", false, "skip slow tests")
	command.Flags().StringVar(&flags.run, "run", "", "only tests whose name matches this regular expression")
	return command
}

type testFlags struct {
	race, short bool
	oneByOne    bool // the packages, in their order
	vetted      bool // go vet has seen all of it, and found more than it would here
	run         string
	env         []string
}

func (f testFlags) args(packages []string) []string {
	args := []string{"test", "-json", "-timeout", longestTest}
	if f.race {
		args = append(args, gotool.RaceFlags...)
	}
	if f.oneByOne {
		args = append(args, "-p=1")
	}
	if f.vetted {
		args = append(args, "-vet=off")
	}
	if f.short {
		args = append(args, "-short")
	}
	if f.run != "" {
		args = append(args, "-run", f.run)
	}
	return append(args, orAll(packages)...)
}

// settings are the variables of the tests. The race detector has a standard library of its own, and needs cgo.
func (f testFlags) settings(goTool gotool.Go) []string {
	return append(asChecked(goTool, f.race).Settings(), f.env...)
}

// asChecked is the go command with the settings of everything else that is compiled with the race detector, or of
// everything else that is compiled without.
func asChecked(goTool gotool.Go, race bool) gotool.Go {
	if race {
		return goTool.AsRaced()
	}
	return goTool.AsDeployed()
}

// asPackages accepts the names of functions and the paths of folders for packages of this repository, which go test
// would look for in the standard library.
func asPackages(root string, names []string) []string {
	packages := slices.Clone(names)
	for i, name := range names {
		folder := strings.TrimSuffix(strings.TrimSuffix(name, "..."), "/")
		if folder == "" || strings.HasPrefix(folder, ".") || filepath.IsAbs(folder) {
			continue
		}
		for _, prefix := range []string{"./", "./functions/"} {
			if info, err := os.Stat(filepath.Join(root, prefix, folder)); err == nil && info.IsDir() {
				packages[i] = prefix + name
				break
			}
		}
	}
	return packages
}

// checkPackages refuses folders that are not there, and names that are neither a function's nor a package's of this
// repository: go test would look for them in the standard library.
func checkPackages(root string, packages []string) error {
	module, err := gotool.ModulePath(root)
	if err != nil {
		return err
	}
	for _, name := range packages {
		folder := strings.TrimSuffix(strings.TrimSuffix(name, "..."), "/")
		below, own := strings.CutPrefix(folder, module)
		switch {
		case own || folder == "":
			folder = "." + below
		case !strings.HasPrefix(folder, ".") && !filepath.IsAbs(folder):
			folder = "functions/" + folder
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(root, folder)
		}
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return wrongUse{fmt.Errorf("there is nothing to test at %q; name a folder, as in ./pkg/auth or ./functions/..., "+
				"or a function, as in users", name)}
		}
	}
	return nil
}

// runTests runs go test and shows its progress. The error repeats nothing that was shown.
func runTests(ctx context.Context, out io.Writer, root string, flags testFlags, packages []string) error {
	report := newTestReport(out)
	err := report.run(ctx, root, flags, packages)
	report.finish()
	return report.verdict(err)
}

// run runs go test once and adds its events to the report.
func (r *testReport) run(ctx context.Context, root string, flags testFlags, packages []string) error {
	goTool, err := gotool.New(ctx, root)
	if err != nil {
		return err
	}
	command := tool{dir: root, env: flags.settings(goTool)}.command(ctx, "go", flags.args(packages)...)
	command.Stderr = os.Stderr
	events, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("reading the tests' output: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting the tests: %w", err)
	}
	r.read(events)
	err = command.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unbuilt && r.missing == nil {
		r.missing = goTool.CheckDownloads(ctx, "the test suite", "", append([]string{"-test"}, orAll(packages)...)...)
	}
	return err
}

// orAll returns the packages, or all of the module if none is named.
func orAll(packages []string) []string {
	if len(packages) == 0 {
		return []string{"./..."}
	}
	return packages
}

// verdict returns the tool's error: nil, an exit status if tests failed, or what kept them from running.
func (r *testReport) verdict(err error) error {
	if exit := new(exec.ExitError); errors.As(err, &exit) || err == nil && r.failed > 0 {
		return statusError(1)
	}
	return err
}

// testEvent is a line of go test -json (see "go doc test2json").
type testEvent struct {
	Action      string
	Package     string
	ImportPath  string // of build-output
	Test        string
	Elapsed     float64
	Output      string
	FailedBuild string
}

// testReport counts tests and prints one line per package, the output of failed tests, and at the end what was skipped.
// Several runs may add to it at the same time.
type testReport struct {
	mu                      sync.Mutex // of everything below
	out                     io.Writer
	passed, failed, skipped int
	outputs                 map[string]*strings.Builder // by package and test
	failedTests             map[string]int              // by package
	failures                []string                    // what failed, for the end of a long output
	hidden                  map[string]bool             // tests that stand for their subtests
	reasons                 []string                    // why tests were skipped, each once
	counts                  map[string]int              // by reason
	running                 []string                    // packages that have begun and not ended
	unbuilt                 bool                        // a package could not be built
	missing                 error                       // that is because of modules that could not be downloaded
}

func newTestReport(out io.Writer) *testReport {
	return &testReport{
		out: out, outputs: map[string]*strings.Builder{}, failedTests: map[string]int{},
		hidden: map[string]bool{}, counts: map[string]int{},
	}
}

func (r *testReport) read(events io.Reader) {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		r.readLine(line)
	}
}

func (r *testReport) readLine(line []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var event testEvent
	if json.Unmarshal(line, &event) != nil {
		fmt.Fprintf(r.out, "%s", line) // not an event: something went wrong before the tests
		return
	}
	r.add(event)
}

func (r *testReport) add(e testEvent) {
	switch e.Action {
	case "start":
		r.running = append(r.running, e.Package)
	case "output", "build-output":
		r.keep(e)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
	}
}

func key(e testEvent) string { return e.Package + e.ImportPath + " " + e.Test }

func (r *testReport) keep(e testEvent) {
	kept := r.outputs[key(e)]
	if kept == nil {
		kept = &strings.Builder{}
		r.outputs[key(e)] = kept
	}
	kept.WriteString(e.Output)
	if e.Test != "" && strings.Contains(e.Test, "/") {
		r.hidden[e.Package+" "+e.Test[:strings.LastIndex(e.Test, "/")]] = true
	}
}

func (r *testReport) take(key string) string {
	kept := r.outputs[key]
	delete(r.outputs, key)
	if kept == nil {
		return ""
	}
	return kept.String()
}

// endTest counts a test. One with subtests is not counted besides them, unless it fails itself.
func (r *testReport) endTest(e testEvent) {
	output := r.take(key(e))
	parent := r.hidden[key(e)]
	switch e.Action {
	case "pass":
		if !parent {
			r.passed++
		}
	case "skip":
		r.skipped++
		r.noteSkip(output)
	case "fail":
		r.failedTests[e.Package]++
		if !parent {
			r.fail(e.Package + " " + e.Test)
		}
		fmt.Fprintf(r.out, "%s", output)
	}
}

func (r *testReport) fail(name string) {
	r.failed++
	r.failures = append(r.failures, name)
}

// noteSkip keeps the reason of a skipped test: the first line that t.Skip printed, without file and line.
func (r *testReport) noteSkip(output string) {
	reason := "no reason given"
	for line := range strings.SplitSeq(output, "\n") {
		if file, text, found := strings.Cut(strings.TrimSpace(line), ": "); found && strings.Contains(file, ".go:") {
			reason = text
			break
		}
	}
	if r.counts[reason] == 0 {
		r.reasons = append(r.reasons, reason)
	}
	r.counts[reason]++
}

func (r *testReport) endPackage(e testEvent) {
	output := r.take(key(e))
	r.running = slices.DeleteFunc(r.running, func(path string) bool { return path == e.Package })
	switch {
	case e.Action == "pass":
		fmt.Fprintf(r.out, "ok    %6.1f s  %s\n", e.Elapsed, e.Package)
	case e.Action == "fail":
		if r.failedTests[e.Package] == 0 { // it does not compile, or its TestMain fails
			r.unbuilt = true
			r.fail(e.Package + ", which did not build or ended outside a test")
			fmt.Fprint(r.out, r.take(e.FailedBuild+" "), output)
		}
		fmt.Fprintf(r.out, "FAIL  %6.1f s  %s\n", e.Elapsed, e.Package)
	}
}

// finish writes the summary. A package that did not finish, because the tests were stopped or memory ran out, has
// failed.
func (r *testReport) finish() {
	for _, path := range r.running {
		r.fail(path + ", which did not finish")
		fmt.Fprintf(r.out, "FAIL  did not finish  %s\n", path)
	}
	if len(r.failures) > 0 {
		fmt.Fprintf(r.out, "\nFailed:\n  %s\n", strings.Join(r.failures, "\n  "))
	}
	if r.missing != nil {
		fmt.Fprintf(r.out, "\n%v\n", r.missing)
	}
	if len(r.reasons) > 0 {
		fmt.Fprintln(r.out, "\nSkipped:")
		for _, reason := range r.reasons {
			fmt.Fprintf(r.out, "  %d x %s\n", r.counts[reason], reason)
		}
	}
	fmt.Fprintf(r.out, "\n%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
}
