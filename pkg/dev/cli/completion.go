package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// newCompletionCommand is there in the place of cobra's own, which shows its help for a shell that it does not know,
// and ends as if all were well.
func newCompletionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what lets a shell complete commands and flags: bash, zsh, fish or powershell",
		Example: "  source <(./build.sh completion bash)\n  source <(./build.sh completion zsh)\n" +
			"  ./build.sh completion fish | source",
		Args:                  cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs:             []string{"bash", "zsh", "fish", "powershell"},
		DisableFlagsInUseLine: true,
		RunE: func(command *cobra.Command, args []string) error {
			root, out := command.Root(), command.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return fmt.Errorf("unknown shell %q", args[0]) // Args has refused it
		},
	}
}
