package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/gotool"
)

func newCheckCommand() *cobra.Command {
	var full bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Run what CI runs: format, vet, lint, generated files, Terraform, and every test",
		Long: "Runs every check that must pass before a change is merged. A check whose tool is not installed is\n" +
			"reported and skipped; with CI=true it fails.\n\n" +
			"--full adds the race detector, the linter from the module proxy, and slow tests.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			goTool, err := gotool.New(command.Context(), root)
			if err != nil {
				return err
			}
			c := checker{root: root, goTool: goTool, full: full, ci: os.Getenv("CI") == "true", out: command.OutOrStdout()}
			return c.run(command.Context())
		},
	}
	command.Flags().BoolVar(&full, "full", false, "add slow checks")
	return command
}

// staticcheckModule is the linter that needs no installation. Its version is fixed so that a new one does not break
// an old commit.
const staticcheckModule = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"

type checker struct {
	root     string
	goTool   gotool.Go
	full, ci bool
	out      io.Writer
}

// errMissing is the error of a step whose tool is not installed.
type errMissing struct{ tool, hint string }

// Error implements error.
func (e errMissing) Error() string { return fmt.Sprintf("needs %s: %s", e.tool, e.hint) }

// step is one check. One without a name says itself how it went.
type step struct {
	name string
	do   func(context.Context) error
}

// run performs every step, even after one has failed. The output ends with the summary of the tests.
func (c checker) run(ctx context.Context) error {
	// Nothing reads the generated files while they are made.
	failed := c.beside(ctx, []step{{"format", c.format}, {"generated files", c.generated}})
	inGo := []step{{"vet", c.vet}, {"lint", c.lint}}
	if c.full {
		inGo = append(inGo, step{"benchmarks", c.benchmarks})
	}
	more, err := c.test(ctx, inGo, []step{{"SAM template", c.sam}, {"Terraform", c.terraform}})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failed = append(failed, more...); len(failed) > 0 {
		return fmt.Errorf("besides the tests these checks failed, see above: %s", strings.Join(failed, ", "))
	}
	return err
}

// beside performs lists of steps at the same time, each in its order, and returns the names of those that failed.
func (c checker) beside(ctx context.Context, lists ...[]step) []string {
	outcomes := make(chan stepOutcome)
	var running sync.WaitGroup
	for _, list := range lists {
		running.Go(func() {
			for _, step := range list {
				if ctx.Err() == nil {
					outcomes <- stepOutcome{step.name, step.do(ctx)}
				}
			}
		})
	}
	go func() {
		running.Wait()
		close(outcomes)
	}()
	var failed []string
	for outcome := range outcomes {
		if c.tell(outcome) {
			failed = append(failed, outcome.step)
		}
	}
	return failed
}

// stepOutcome is how a step ended.
type stepOutcome struct {
	step string
	err  error
}

// tell prints how a step ended, and reports whether it failed.
func (c checker) tell(o stepOutcome) bool {
	missing := errMissing{}
	switch {
	case o.step == "":
	case o.err == nil:
		fmt.Fprintf(c.out, "ok    %s\n", o.step)
	case errors.As(o.err, &missing) && !c.ci:
		fmt.Fprintf(c.out, "-     %s: %v\n", o.step, missing)
	default:
		fmt.Fprintf(c.out, "FAIL  %s\n%s\n", o.step, indent(o.err.Error()))
		return true
	}
	return false
}

// withoutRace are packages whose tests look at source, or at the output of other programs: compilers, archives,
// browsers. None of them does two things at a time, so the race detector sees nothing there, and it makes packing an
// archive for each function take minutes.
var withoutRace = []string{"/templates", "/pkg/dev/build", "/pkg/dev/scaffold", "/pkg/dev/repotest", "/pkg/dev/rename"}

// mostlyWaits is the package whose tests take longest and wait for the services that they call most of the time.
const mostlyWaits = "/terraform"

// test performs two lists of steps and all tests, these with the race detector where it can find something, and ends
// with one summary. It returns the names of the steps that failed, and the tests' error.
func (c checker) test(ctx context.Context, inGo, ofOthers []step) (failed []string, err error) {
	c.out = &oneAtATime{out: c.out}
	report := newTestReport(c.out)
	first, beside, err := c.testRuns(ctx)
	if err != nil {
		return c.beside(ctx, inGo, ofOthers), err
	}
	ended := make(chan error, len(first)+len(beside))
	for _, run := range first {
		inGo = append(inGo, run.step(report, c.root, ended))
	}
	for _, run := range beside {
		ofOthers = append(ofOthers, run.step(report, c.root, ended))
	}
	// The tools of others use one processor, and wait for their own parts.
	failed = c.beside(ctx, inGo, ofOthers)
	close(ended)
	for problem := range ended {
		err = errors.Join(err, problem)
	}
	report.finish()
	return failed, report.verdict(err)
}

// testRun is one call of go test.
type testRun struct {
	flags    testFlags
	packages []string
}

func (r testRun) step(report *testReport, root string, ended chan<- error) step {
	return step{do: func(ctx context.Context) error {
		ended <- report.run(ctx, root, r.flags, r.packages)
		return nil // the report tells
	}}
}

// testRuns are the calls of go test after the checks of the source, and those beside them.
func (c checker) testRuns(ctx context.Context) (after, beside []testRun, err error) {
	if !c.full {
		return []testRun{{flags: testFlags{short: true, vetted: true}}}, nil, nil
	}
	full := testFlags{vetted: true, env: []string{"FULL=1"}} // Terraform's apply with every option
	if !c.canRace() {
		return []testRun{{flags: full}}, nil, nil
	}
	listing, err := c.tool().answer(ctx, "go", "list", "./...")
	if err != nil {
		return nil, nil, fmt.Errorf("listing the packages: %w", err)
	}
	module, err := gotool.ModulePath(c.root)
	if err != nil {
		return nil, nil, err
	}
	waiting, raced, plain := splitByRace(module, strings.Fields(listing))
	withRace, inOrder := full, full
	withRace.race, inOrder.oneByOne = true, true
	none := func(run testRun) bool { return len(run.packages) == 0 } // which would mean all of them
	return slices.DeleteFunc([]testRun{{withRace, raced}}, none),
		slices.DeleteFunc([]testRun{{withRace, waiting}, {inOrder, plain}}, none), nil
}

// splitByRace separates the packages whose tests the race detector can observe, of them those that mostly wait, from
// the others, which get the order of withoutRace.
func splitByRace(module string, packages []string) (waiting, raced, plain []string) {
	groups := make([][]string, len(withoutRace))
	for _, path := range packages {
		below := strings.TrimPrefix(path, module) + "/"
		group := slices.IndexFunc(withoutRace, func(name string) bool { return strings.HasPrefix(below, name+"/") })
		switch {
		case group >= 0:
			groups[group] = append(groups[group], path)
		case strings.HasPrefix(below, mostlyWaits+"/"):
			waiting = append(waiting, path)
		default:
			raced = append(raced, path)
		}
	}
	return waiting, raced, slices.Concat(groups...)
}

// oneAtATime is an output for several writers.
type oneAtATime struct {
	mu  sync.Mutex
	out io.Writer
}

// Write implements io.Writer.
func (o *oneAtATime) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.out.Write(text)
}

func indent(text string) string { return "      " + strings.ReplaceAll(text, "\n", "\n      ") }

// tool runs programs with the settings of the tests: what vet and the linter need of other packages, these need too.
func (c checker) tool() tool {
	return tool{dir: c.root, env: asChecked(c.goTool, c.races()).Settings(), out: c.out}
}

// raceFlags are the flags with which the tests compile, too.
func (c checker) raceFlags() []string {
	if c.races() {
		return gotool.RaceFlags
	}
	return nil
}

// must runs a program, and returns its output as the error when it fails.
func (c checker) must(ctx context.Context, name string, args ...string) error {
	output, err := c.tool().output(ctx, name, args...)
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, output)
	}
	return nil
}

func (c checker) format(ctx context.Context) error {
	output, err := c.tool().output(ctx, "gofmt", "-l", "functions", "pkg", "templates", "terraform")
	if err != nil {
		return fmt.Errorf("gofmt: %w\n%s", err, output)
	}
	if output != "" {
		return fmt.Errorf("not formatted, run gofmt -w:\n%s", output)
	}
	return nil
}

func (c checker) vet(ctx context.Context) error {
	args := append(slices.Clone(c.raceFlags()), "./...")
	if err := c.must(ctx, "go", append([]string{"vet"}, args...)...); err != nil || !c.full {
		return err
	}
	return c.must(ctx, "go", append([]string{"vet", "-C", "pkg/dev/bench"}, args...)...) // a separate module
}

// benchmarks runs the tests of the module that "./build.sh bench" runs: each of its visits must still answer.
func (c checker) benchmarks(ctx context.Context) error {
	args := append([]string{"test", "-C", "pkg/dev/bench", "-vet=off"}, c.raceFlags()...)
	return c.must(ctx, "go", append(args, "./...")...)
}

func (c checker) lint(ctx context.Context) error {
	if found("golangci-lint") {
		if err := c.must(ctx, "golangci-lint", "run"); err != nil {
			return err
		}
	}
	switch {
	case found("staticcheck"):
		return c.staticcheck(ctx, "staticcheck")
	case c.ci || c.full:
		return c.fetchedStaticcheck(ctx)
	case found("golangci-lint"):
		return nil
	}
	return errMissing{"golangci-lint or staticcheck", "go install " + staticcheckModule}
}

// fetchedStaticcheck runs the linter from the module proxy. It is compiled as the command-line tool is.
func (c checker) fetchedStaticcheck(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "staticcheck-*")
	if err != nil {
		return fmt.Errorf("making a folder for the linter: %w", err)
	}
	defer os.RemoveAll(folder)
	t := c.tool()
	t.env = append(c.goTool.AsDeployed().Settings(), "GOBIN="+folder)
	if output, err := t.output(ctx, "go", "install", staticcheckModule); err != nil {
		return fmt.Errorf("go install %s: %w\n%s", staticcheckModule, err, output)
	}
	return c.staticcheck(ctx, filepath.Join(folder, "staticcheck"))
}

// staticcheck asks the go command for what the packages of others export, so it is compiled as the tests are. Its
// garbage is not worth collecting as often as Go does by itself.
func (c checker) staticcheck(ctx context.Context, program string) error {
	t := c.tool()
	t.env = append(t.env, "GOGC=400")
	if c.races() {
		t.env = append(t.env, "GOFLAGS="+strings.Join(append([]string{"-trimpath", "-buildvcs=false"}, gotool.RaceFlags...), " "))
	}
	if output, err := t.output(ctx, program, "./..."); err != nil {
		return fmt.Errorf("staticcheck ./...: %w\n%s", err, output)
	}
	return nil
}

func (c checker) generated(ctx context.Context) error {
	changed, err := generate(ctx, c.root)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		return fmt.Errorf("stale, now regenerated; commit them: %s", strings.Join(changed, ", "))
	}
	return nil
}

func (c checker) sam(ctx context.Context) error {
	if !found("cfn-lint") {
		return errMissing{"cfn-lint", "https://github.com/aws-cloudformation/cfn-lint"}
	}
	return c.must(ctx, "cfn-lint", "template.yaml")
}

// terraform looks at the format alone: a test of the deployment validates it.
func (c checker) terraform(ctx context.Context) error {
	if !found("terraform") {
		return errMissing{"terraform", "https://developer.hashicorp.com/terraform/install"}
	}
	return c.must(ctx, "terraform", "fmt", "-check", "-recursive", "-diff", "terraform")
}

// races reports whether tests run with the race detector.
func (c checker) races() bool { return c.full && c.canRace() }

// canRace reports whether the C compiler that the race detector needs is installed.
func (c checker) canRace() bool { return c.ci || found("gcc") || found("clang") }

func found(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
