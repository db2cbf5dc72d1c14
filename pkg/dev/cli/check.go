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

// step is one check.
type step struct {
	name string
	do   func(context.Context) error
}

// run performs every step, even after one has failed, and the tests last, so that the output ends with their summary.
func (c checker) run(ctx context.Context) error {
	inGo := []step{{"format", c.format}, {"generated files", c.generated}, {"vet", c.vet}, {"lint", c.lint}}
	if c.full {
		inGo = append(inGo, step{"benchmarks", c.benchmarks})
	}
	// The tools of others use one processor, and wait for their own parts.
	failed := c.beside(ctx, inGo, []step{{"SAM template", c.sam}, {"Terraform", c.terraform}})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := c.test(ctx)
	if len(failed) > 0 {
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

// withoutRace are packages whose tests look at the output of other programs: Terraform, compilers, archives, browsers.
// The race detector sees none of these, and makes packing an archive for each function take minutes. The one that takes
// longest is first.
var withoutRace = []string{"/terraform", "/pkg/dev/build", "/templates"}

// test runs all tests, with the race detector where it can find something, and ends with one summary.
func (c checker) test(ctx context.Context) error {
	if !c.full {
		return runTests(ctx, c.out, c.root, testFlags{short: true, vetted: true}, nil)
	}
	full := testFlags{vetted: true, env: []string{"FULL=1"}} // Terraform's apply with every option
	if !c.canRace() {
		return runTests(ctx, c.out, c.root, full, nil)
	}
	listing, err := c.tool().output(ctx, "go", "list", "./...")
	if err != nil {
		return fmt.Errorf("listing the packages: %w\n%s", err, listing)
	}
	module, err := gotool.ModulePath(c.root)
	if err != nil {
		return err
	}
	raced, plain := splitByRace(module, strings.Fields(listing))
	withRace, inOrder := full, full
	withRace.race, inOrder.oneByOne = true, true
	report := newTestReport(c.out)
	err = report.both(
		func() error { return report.run(ctx, c.root, withRace, raced) },
		func() error { return report.run(ctx, c.root, inOrder, plain) },
	)
	report.finish()
	return report.verdict(err)
}

// splitByRace separates the packages whose tests the race detector can observe from the others, which get the order of
// withoutRace.
func splitByRace(module string, packages []string) (raced, plain []string) {
	groups := make([][]string, len(withoutRace))
	for _, path := range packages {
		below := strings.TrimPrefix(path, module) + "/"
		group := slices.IndexFunc(withoutRace, func(name string) bool { return strings.HasPrefix(below, name+"/") })
		if group < 0 {
			raced = append(raced, path)
		} else {
			groups[group] = append(groups[group], path)
		}
	}
	return raced, slices.Concat(groups...)
}

func indent(text string) string { return "      " + strings.ReplaceAll(text, "\n", "\n      ") }

func (c checker) tool() tool {
	return tool{dir: c.root, env: c.goTool.AsDeployed().Settings(), out: c.out}
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
	if err := c.must(ctx, "go", "vet", "./..."); err != nil || !c.full {
		return err
	}
	return c.must(ctx, "go", "vet", "-C", "pkg/dev/bench", "./...") // a separate module
}

// benchmarks runs the tests of the module that "./build.sh bench" runs: each of its visits must still answer.
func (c checker) benchmarks(ctx context.Context) error {
	return c.must(ctx, "go", "test", "-C", "pkg/dev/bench", "./...")
}

func (c checker) lint(ctx context.Context) error {
	if found("golangci-lint") {
		if err := c.must(ctx, "golangci-lint", "run"); err != nil {
			return err
		}
	}
	switch {
	case found("staticcheck"):
		return c.must(ctx, "staticcheck", "./...")
	case c.ci || c.full:
		return c.must(ctx, "go", "run", staticcheckModule, "./...")
	case found("golangci-lint"):
		return nil
	}
	return errMissing{"golangci-lint or staticcheck", "go install " + staticcheckModule}
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

func (c checker) terraform(ctx context.Context) error {
	if !found("terraform") {
		return errMissing{"terraform", "https://developer.hashicorp.com/terraform/install"}
	}
	if err := c.must(ctx, "terraform", "fmt", "-check", "-recursive", "-diff", "terraform"); err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "terraform-*")
	if err != nil {
		return fmt.Errorf("making a folder for Terraform: %w", err)
	}
	defer os.RemoveAll(data)
	init := []string{"-chdir=terraform", "init", "-backend=false", "-input=false", "-no-color"}
	if dir := os.Getenv("TERRAFORM_PLUGIN_DIR"); dir != "" {
		init = append(init, "-plugin-dir="+dir)
	}
	t := c.tool()
	t.env = append(t.env, "TF_DATA_DIR="+filepath.Join(data, "data"), "TF_IN_AUTOMATION=1")
	if output, err := t.output(ctx, "terraform", init...); err != nil {
		if c.ci {
			return fmt.Errorf("terraform init: %w\n%s", err, output)
		}
		return errMissing{"the Terraform provider hashicorp/aws", "connect to the registry, or set " +
			"TERRAFORM_PLUGIN_DIR to a folder that holds it"}
	}
	if output, err := t.output(ctx, "terraform", "-chdir=terraform", "validate", "-no-color"); err != nil {
		return fmt.Errorf("terraform validate: %w\n%s", err, output)
	}
	return nil
}

// canRace reports whether the C compiler that the race detector needs is installed.
func (c checker) canRace() bool { return c.ci || found("gcc") || found("clang") }

func found(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
