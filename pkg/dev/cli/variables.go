//go:build !alone

package main

import (
	"encoding/json"
	"os"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/variables"
)

func newVariablesCommand() *cobra.Command {
	var f format
	var environment string
	command := &cobra.Command{
		Use:   "variables",
		Short: "Show the variables of the deployment: their values, what has set them, what ./build.sh dev makes of them",
		Long: "Shows the variables of terraform/variables*.tf with their values, as ./build.sh deploy and ./build.sh dev take them:\n" +
			"by terraform/terraform.tfvars, terraform/*.auto.tfvars, TF_VAR_... and the defaults. Mistakes are told with file\n" +
			"and line. Secrets are not shown.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			set, err := variables.Read(variables.Options{Root: root, Folder: terraformFolder, Environment: environment,
				Getenv: os.Getenv})
			if err != nil {
				return ofEnvironment(err)
			}
			listed := listVariables(set)
			var rows [][]string
			for _, v := range listed {
				rows = append(rows, []string{v.Name, string(v.Value), v.Source, v.Locally})
			}
			return f.print(command.OutOrStdout(), listed, []string{"VARIABLE", "VALUE", "SET BY", "LOCALLY"}, rows)
		},
	}
	f.addTo(command.Flags())
	command.Flags().StringVar(&environment, "env", "", "use terraform/env/NAME.tfvars too, as ./build.sh deploy does")
	return command
}

// listedVariable is a variable as --json prints it.
type listedVariable struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`             // "(hidden)" for a secret, null for none
	Source  string          `json:"source,omitempty"`  // a file or TF_VAR_name; absent for a default
	Locally string          `json:"locally,omitempty"` // why ./build.sh dev makes nothing of it
}

func listVariables(set variables.Set) (listed []listedVariable) {
	for _, name := range set.Names() {
		v, _ := set.Variable(name)
		l := listedVariable{Name: name, Value: json.RawMessage("null"), Source: v.Source}
		if v.Sensitive && v.Source != "" {
			l.Value = json.RawMessage(`"(hidden)"`)
		} else {
			_ = set.Decode(name, &l.Value) // every value is JSON
		}
		if setting := settingsOfVariables[name]; setting.apply == nil {
			l.Locally = "nothing: " + setting.missing + setting.reason
		}
		listed = append(listed, l)
	}
	return listed
}
