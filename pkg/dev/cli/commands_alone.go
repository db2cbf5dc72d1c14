//go:build alone

package main

import "github.com/spf13/cobra"

// addCommands adds the one command of the tool that build.sh compiles for "cognito". The linker leaves out what the others
// call; the files of those that import Terraform's grammar, which is there whether or not it is called, are not compiled.
func addCommands(root *cobra.Command) { root.AddCommand(newCognitoCommand()) }
