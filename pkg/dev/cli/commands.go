//go:build !alone

package main

import "github.com/spf13/cobra"

func addCommands(root *cobra.Command) {
	build := newBuildCommand()
	root.RunE = func(_ *cobra.Command, _ []string) error { return build.RunE(build, nil) }
	root.PreRun = func(command *cobra.Command, _ []string) { build.SetContext(command.Context()) }
	root.Flags().AddFlagSet(build.Flags())
	root.AddCommand(
		build,
		newDevCommand(),
		newCognitoCommand(),
		newTestCommand(),
		newCheckCommand(),
		newE2ECommand(),
		newContractCommand(),
		newBenchCommand(),
		newInvokeCommand(),
		newInitCommand(),
		newUpgradeCommand(),
		newNewCommand(),
		newRoutesCommand(),
		newVariablesCommand(),
		newBrandCommand(), newScreenshotsCommand(),
		newGenerateCommand(),
		newSAMCommand(),
		newCleanCommand(),
		newCompletionCommand(),
	)
	root.AddCommand(awsCommands()...)
}
