//go:build !noaws

package main

import "github.com/spf13/cobra"

// awsCommands are the commands that call AWS. build.sh compiles them, and the SDK, when one of them is called.
func awsCommands() []*cobra.Command {
	return []*cobra.Command{newUsersCommand(), newDoctorCommand(), newDeployCommand(), newRotateSecretCommand()}
}
