//go:build noaws

package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// awsCommands lists the commands that call AWS. This tool is compiled without them: build.sh runs the other one when
// the first argument names one of them.
func awsCommands() (commands []*cobra.Command) {
	for _, c := range awsListed {
		commands = append(commands, &cobra.Command{
			Use: c.use, Short: c.short, DisableFlagParsing: true,
			RunE: func(command *cobra.Command, _ []string) error {
				return errors.New("call it as ./build.sh " + command.Name() + ", with the command first")
			},
		})
	}
	return commands
}
