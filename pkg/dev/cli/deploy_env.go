//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"cognitossr/pkg/dev/variables"
)

// environmentFile is where the variables of the environment stand.
func (d deployer) environmentFile() string {
	return variables.EnvironmentFile(d.terraform.tool.dir, d.environment)
}

// checkEnvironment looks whether --env names an environment that says who it is: with the name of terraform.tfvars, two
// environments would be one site.
func (d deployer) checkEnvironment() error {
	if d.environment == "" {
		return nil
	}
	if err := variables.CheckEnvironment(d.environment); err != nil {
		return ofEnvironment(err)
	}
	if set := d.getenv("TF_WORKSPACE"); set != "" && set != d.environment {
		return fmt.Errorf("TF_WORKSPACE is %s, and --env is %s: unset the one or leave out the other", set, d.environment)
	}
	file := d.environmentFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return ofEnvironment(variables.NoEnvironment(d.terraform.tool.dir, d.environment))
	}
	switch _, given, err := variables.Assigned(file, "name"); {
	case err != nil:
		return err
	case !given:
		return fmt.Errorf("--env %s: terraform/env/%s.tfvars has no name: an environment is a site, with a name that no other has", d.environment, d.environment)
	}
	return nil
}

// inEnvironment returns d working on the state of its environment.
func (d deployer) inEnvironment(ctx context.Context) (deployer, error) {
	var err error
	if d.environment != "" {
		d.terraform, err = d.terraform.workspace(ctx, d.environment)
	}
	return d, err
}

// workspace returns t working in a workspace, which it makes where there is none of that name. The folder's own choice
// of a workspace stays as it is, so that a plain "terraform plan" there goes on with the same state.
func (t terraform) workspace(ctx context.Context, name string) (terraform, error) {
	chosen := t
	chosen.tool.env = append(slices.Clone(t.tool.env), "TF_WORKSPACE="+name)
	t.tool.env = append(slices.Clone(t.tool.env), "TF_WORKSPACE=")
	list, err := t.tool.answer(ctx, "terraform", "workspace", "list")
	if err != nil {
		return t, fmt.Errorf("terraform workspace list: %w", err)
	}
	names := strings.Fields(strings.ReplaceAll(list, "*", " "))
	if slices.Contains(names, name) {
		return chosen, nil
	}
	before, err := t.tool.answer(ctx, "terraform", "workspace", "show")
	if err != nil {
		return t, fmt.Errorf("terraform workspace show: %w", err)
	}
	made, err := t.tool.output(ctx, "terraform", "workspace", "new", name)
	if err != nil {
		return t, fmt.Errorf("terraform workspace new: %w\n%s", err, made)
	}
	back, err := t.tool.output(ctx, "terraform", "workspace", "select", before)
	if err != nil {
		return t, fmt.Errorf("terraform workspace select: %w\n%s", err, back)
	}
	return chosen, nil
}
