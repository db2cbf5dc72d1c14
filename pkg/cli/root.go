package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "build.sh",
		Short:         "Cognito sign-in for websites that Go renders on AWS Lambda",
		Long:          "Cognito sign-in for websites that Go renders on AWS Lambda.\n\nWithout a sub-command it builds every function.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	build := newBuildCommand()
	root.RunE = func(_ *cobra.Command, _ []string) error { return build.RunE(build, nil) }
	root.PreRun = func(command *cobra.Command, _ []string) { build.SetContext(command.Context()) }
	root.Flags().AddFlagSet(build.Flags())
	root.AddCommand(
		build,
		newDevCommand(),
		newTestCommand(),
		newCheckCommand(),
		newE2ECommand(),
		newBenchCommand(),
		newInvokeCommand(),
		newNewCommand(),
		newRoutesCommand(),
		newGenerateCommand(),
		newSAMCommand(),
		newUsersCommand(),
		newDoctorCommand(),
		newDeployCommand(),
		newCleanCommand(),
	)
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

// repository is the folder of the repository: what build.sh says, or the nearest folder above this one with functions/routes.json.
func repository() (string, error) {
	if root := os.Getenv("COGNITOSSR_ROOT"); root != "" {
		return root, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the repository: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "functions", "routes.json")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("finding the repository: there is no functions/routes.json here or above; run build.sh")
		}
	}
}
