//go:build !noaws

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/variables"
)

var errNoName = errors.New("the site has no name yet: write name = \"my-site\" into terraform/terraform.tfvars " +
	"(see terraform/terraform.tfvars.example), or add --var name=my-site")

// defaultRegion is asked about the credentials where no region is chosen. Any would do.
const defaultRegion = "us-east-1"

// checkEarly looks for what every deployment needs, in the seconds before Terraform downloads its providers:
// Terraform, a name for the site, a brand that can be used, and an AWS account. It reports all that is missing. Values are only looked for here;
// checkSettings asks Terraform what they are.
func (d deployer) checkEarly(ctx context.Context) error {
	problems := append(d.checkArguments(), d.checkFiles()...)
	if !found("terraform") {
		return errors.Join(append(problems, errNoTerraform)...)
	}
	if err := d.checkEnvironment(); err != nil {
		return errors.Join(append(problems, err)...)
	}
	if _, given := d.variable("name"); !given {
		problems = append(problems, errNoName)
	}
	if _, err := brand.Read(d.root); err != nil {
		problems = append(problems, err)
	}
	region, _ := d.variable("aws_region")
	if _, err := d.account(ctx, cmp.Or(region, defaultRegion)); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// checkArguments looks for what Terraform would refuse after its downloads.
func (d deployer) checkArguments() (problems []error) {
	for _, assignment := range d.variables {
		if name, _, found := strings.Cut(assignment, "="); !found || strings.TrimSpace(name) == "" {
			problems = append(problems, wrongUse{fmt.Errorf("--var %q: write it as in --var name=my-shop", assignment)})
		}
	}
	for _, file := range d.variableFiles {
		if err := checkFile("--var-file", file, "terraform/terraform.tfvars.example is one"); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// checkFiles looks for mistakes in the syntax of the files with variables.
func (d deployer) checkFiles() (problems []error) {
	for _, file := range d.variableSources() {
		if _, _, err := variables.Assigned(file, "name"); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// variable reports whether any of the places where Terraform looks for a variable has it, and its value where that is
// a plain text.
func (d deployer) variable(name string) (value string, given bool) {
	for _, assignment := range d.variables {
		if text, found := strings.CutPrefix(assignment, name+"="); found {
			value, given = text, true
		}
	}
	if given {
		return value, true
	}
	for _, file := range d.variableSources() {
		if value, given, err := variables.Assigned(file, name); given || err != nil {
			return value, true
		}
	}
	value = d.getenv("TF_VAR_" + name)
	for _, more := range []string{"TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_console"} {
		given = given || strings.Contains(d.getenv(more), "var")
	}
	return value, given || value != ""
}

// variableSources are the files that Terraform reads, those that win first.
func (d deployer) variableSources() []string {
	files := d.files()
	slices.Reverse(files)
	for _, pattern := range []string{"*.auto.tfvars.json", "*.auto.tfvars", "terraform.tfvars.json", "terraform.tfvars"} {
		found, _ := filepath.Glob(filepath.Join(d.terraform.tool.dir, pattern)) // the pattern is well formed
		files = append(files, found...)
	}
	return files
}
