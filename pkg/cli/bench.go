package main

import "github.com/spf13/cobra"

func newBenchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "bench [-- flags...]",
		Short: "Measure the functions against a hello-world function and a Node one",
		RunE: func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			return tool{dir: root, out: command.OutOrStdout()}.run(command.Context(), "go", append([]string{"run", "-C", "pkg/bench", "."}, args...)...)
		},
	}
}
