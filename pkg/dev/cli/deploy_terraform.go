//go:build !noaws

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

const terraformDownload = "https://developer.hashicorp.com/terraform/install"

var errNoTerraform = errors.New("terraform is not there: install it from " + terraformDownload)

// terraform runs Terraform in the folder of the root module.
type terraform struct{ tool tool }

// outputs are the root module's outputs that are texts.
type outputs map[string]string

// init makes the folder ready. pluginDir may be empty; it holds the provider on machines that cannot reach the
// registry.
func (t terraform) init(ctx context.Context, pluginDir string) error {
	args := []string{"init", "-input=false", "-no-color"}
	if pluginDir != "" {
		args = append(args, "-plugin-dir="+pluginDir)
	}
	if output, err := t.tool.output(ctx, "terraform", args...); err != nil {
		return fmt.Errorf("terraform init: %w\n%s", err, output)
	}
	return nil
}

// evaluate gives the value of an expression in the configuration, without asking AWS. It is "" when a variable of it
// has no value.
func (t terraform) evaluate(ctx context.Context, expression string, args []string) (string, error) {
	command := t.tool.command(ctx, "terraform", append([]string{"console", "-no-color"}, args...)...)
	command.Stdin = strings.NewReader(expression + "\n")
	var problems strings.Builder
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("reading Terraform's variables: %w\n%s", err, problems.String())
	}
	// A value that is refused is no error to the console: it says so and goes on.
	if refused := problems.String(); strings.Contains(refused, "Error: ") {
		return "", fmt.Errorf("reading Terraform's variables:\n%s", strings.TrimSpace(refused))
	}
	// Warnings come before the value, as of a variable in terraform.tfvars that nothing declares.
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	var value string
	if json.Unmarshal([]byte(lines[len(lines)-1]), &value) != nil {
		return "", nil
	}
	return value, nil
}

// plan writes a plan to a file, shows it, and reports whether it would change anything.
func (t terraform) plan(ctx context.Context, file string, args []string) (bool, error) {
	command := t.tool.command(ctx, "terraform", append([]string{"plan", "-input=false", "-detailed-exitcode",
		"-out=" + file}, args...)...)
	var problems strings.Builder
	command.Stdout, command.Stderr = t.tool.out, &problems
	err := command.Run()
	fmt.Fprint(t.tool.out, problems.String())
	const withChanges = 2
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == withChanges {
		return true, nil
	}
	if err != nil {
		return false, errors.Join(fmt.Errorf("terraform plan: %w", err), refusedByTerraform(problems.String()))
	}
	return false, nil
}

// show reads a plan file. It holds secrets in plain text, so none of it is shown.
func (t terraform) show(ctx context.Context, file string) (plan, error) {
	command := t.tool.command(ctx, "terraform", "show", "-json", file)
	var problems strings.Builder
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		return plan{}, fmt.Errorf("terraform show: %w\n%s", err, problems.String())
	}
	return readPlan(output)
}

func (t terraform) applyPlan(ctx context.Context, file string) error {
	return t.tool.run(ctx, "terraform", "apply", "-input=false", file)
}

// outputs reads what the state says now; empty when nothing is deployed.
func (t terraform) outputs(ctx context.Context) (outputs, error) {
	command := t.tool.command(ctx, "terraform", "output", "-json")
	var problems strings.Builder
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("terraform output: %w\n%s", err, problems.String())
	}
	found := map[string]struct{ Value any }{}
	if err := json.Unmarshal(output, &found); err != nil {
		return nil, fmt.Errorf("terraform output: %w", err)
	}
	texts := outputs{}
	for name, value := range found {
		if text, ok := value.Value.(string); ok {
			texts[name] = text
		}
	}
	return texts, nil
}
