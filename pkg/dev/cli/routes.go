package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"cognitossr/pkg/routes"
)

func newRoutesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "routes",
		Short: "Show which function serves which route, and who may access it",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			return errors.Join(writeRoutes(command.OutOrStdout(), table), checkFolders(root, table), checkPolicies(root, table))
		},
	}
}

func writeRoutes(out io.Writer, table routes.Table) error {
	type row struct{ path, text string }
	var rows []row
	for _, f := range table.Functions {
		for _, key := range f.Routes {
			method, path, found := strings.Cut(key, " ")
			if !found {
				method, path = "ANY", key
			}
			rows = append(rows, row{path + method, strings.Join([]string{method, path, f.Name, string(f.Auth), f.Kind, atAWS(f)}, "\t")})
		}
		if f.Trigger != "" {
			rows = append(rows, row{"~" + f.Trigger, strings.Join([]string{"-", f.Trigger, f.Name, "-", f.Kind, atAWS(f)}, "\t")})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.path, b.path) })
	lines := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "METHOD\tPATH\tFUNCTION\tWHO\tKIND\tAWS CALLS")
	for _, r := range rows {
		fmt.Fprintln(lines, strings.TrimRight(r.text, "\t"))
	}
	return lines.Flush()
}

// checkFolders compares the list with the folders below functions/: an entry without a program cannot be built, and a
// program without an entry gets no route.
func checkFolders(root string, table routes.Table) error {
	programs, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		return fmt.Errorf("looking for the functions' folders: %w", err)
	}
	var folders []string
	for _, path := range programs {
		folders = append(folders, filepath.Base(filepath.Dir(path)))
	}
	var problems []error
	for _, f := range table.Functions {
		if slices.Contains(folders, f.Name) {
			continue
		}
		advice := "write it, or take the entry out"
		if near := routes.Nearest(f.Name, folders); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		problems = append(problems, fmt.Errorf("%s: function %q: there is no functions/%s/main.go: %s", table.Place(f.Name), f.Name, f.Name, advice))
	}
	for _, folder := range folders {
		if _, listed := table.Function(folder); !listed {
			problems = append(problems, fmt.Errorf("functions/%s/main.go has no entry in functions/routes.json: add one, "+
				"or delete the folder", folder))
		}
	}
	return errors.Join(problems...)
}

var ownPolicy = regexp.MustCompile(`(?m)^ +"?([a-z][a-z0-9-]*)"? += \[`)

// checkPolicies compares the policies of the list with those of terraform/own_policies.tf: Terraform would reject an
// unknown one, but only at the deployment.
func checkPolicies(root string, table routes.Table) error {
	source, err := os.ReadFile(filepath.Join(root, "terraform", "own_policies.tf"))
	if os.IsNotExist(err) {
		return nil // the site is not deployed with Terraform
	}
	if err != nil {
		return fmt.Errorf("reading the site's own policies: %w", err)
	}
	_, block, _ := strings.Cut(string(source), "\n  own_policies = {\n")
	block, _, _ = strings.Cut("\n"+block, "\n  }\n")
	var known []string
	for _, policy := range ownPolicy.FindAllStringSubmatch(block, -1) {
		known = append(known, policy[1])
	}
	var problems []error
	for _, f := range table.Functions {
		if f.Policy == "" || slices.Contains(known, f.Policy) {
			continue
		}
		advice := `add it there; calls of Cognito are listed as "calls"`
		if near := routes.Nearest(f.Policy, known); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		problems = append(problems, fmt.Errorf("%s: function %q: terraform/own_policies.tf has no policy %q: %s", table.Place(f.Name), f.Name, f.Policy, advice))
	}
	return errors.Join(problems...)
}

// atAWS lists the AWS calls of a function, besides those for its log and the client secret.
func atAWS(f routes.Function) string {
	calls := slices.Clone(f.Calls)
	if len(calls) > 3 {
		calls = []string{calls[0], fmt.Sprintf("and %d more", len(calls)-1)}
	}
	if f.Policy != "" {
		calls = append(calls, "policy "+f.Policy)
	}
	return strings.Join(calls, ", ")
}
