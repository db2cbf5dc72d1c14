package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/routes"
)

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "build.sh",
		Short: "Cognito sign-in for websites that Go renders on AWS Lambda",
		Long: "Cognito sign-in for websites that Go renders on AWS Lambda.\n\nWithout a sub-command it " +
			"builds every function.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	addCommands(root)
	addQuiet(root)
	root.SetFlagErrorFunc(usageError)
	showUsage(root)
	refuseUnknownTopics(root)
	return root
}

// refuseUnknownTopics makes "help" refuse a command that does not exist in the words of the command above it.
func refuseUnknownTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return
	}
	man, explains := help.Flags().Bool("man", false,
		"print the manual of all commands, for ./build.sh help --man | man -l -"), help.Run
	help.RunE = func(command *cobra.Command, args []string) error {
		if *man {
			return writeManual(command.OutOrStdout(), root)
		}
		explains(command, args)
		return nil
	}
	help.Args = func(_ *cobra.Command, topic []string) error {
		command, rest, err := root.Find(topic)
		if err == nil && command.HasSubCommands() && len(rest) > 0 {
			err = fmt.Errorf("unknown command %q for %q", rest[0], command.CommandPath())
		}
		if err == nil {
			return nil
		}
		return usageError(command, withSuggestions(command, rest, err))
	}
}

// showUsage adds the usage to errors about wrong arguments, for a command and those below it.
func showUsage(command *cobra.Command) {
	if check := command.Args; check != nil {
		command.Args = func(command *cobra.Command, args []string) error {
			if err := check(command, args); err != nil {
				return usageError(command, withSuggestions(command, args, inOwnWords(command, check, args, err)))
			}
			return nil
		}
	}
	for _, sub := range command.Commands() {
		showUsage(sub)
	}
}

// inOwnWords replaces what cobra says of wrong arguments: it takes those of a command without any for commands below it,
// and counts the others.
func inOwnWords(command *cobra.Command, check cobra.PositionalArgs, args []string, err error) error {
	said := err.Error()
	switch {
	case command.HasSubCommands():
		return err
	case strings.HasPrefix(said, "unknown command "):
		return fmt.Errorf("%s takes no argument, and %q is one", command.Name(), args[0])
	case strings.HasPrefix(said, "invalid argument "):
		return fmt.Errorf("%q: want %s", args[0], strings.Join(command.ValidArgs, ", "))
	case !strings.HasPrefix(said, "accepts ") && !strings.HasPrefix(said, "requires "):
		return err
	case len(args) == 0 || check(command, append(slices.Clone(args), "one more")) == nil:
		return errors.New("an argument is missing")
	}
	return fmt.Errorf("%q is one argument too many", args[len(args)-1])
}

func usageError(command *cobra.Command, err error) error {
	if !command.HasParent() {
		return wrongUse{fmt.Errorf("%w; ./build.sh help lists the commands", err)}
	}
	if command.HasSubCommands() {
		return wrongUse{fmt.Errorf("%w; ./%s --help lists the commands", err, command.CommandPath())}
	}
	return wrongUse{fmt.Errorf("%w; usage: ./%s; ./%s --help says more", err, command.UseLine(), command.CommandPath())}
}

// withSuggestions adds the commands that a mistyped one may have meant.
func withSuggestions(command *cobra.Command, args []string, err error) error {
	if !command.HasSubCommands() || len(args) == 0 {
		return err
	}
	command.SuggestionsMinimumDistance = 2
	if meant := command.SuggestionsFor(args[0]); len(meant) > 0 {
		return fmt.Errorf("%w (did you mean %s?)", err, strings.Join(meant, " or "))
	}
	return err
}

// repository returns the root folder of the repository: the one that build.sh passes, or the nearest parent with
// functions/routes.json.
func repository() (string, error) {
	if root := os.Getenv("SITE_ROOT"); root != "" {
		return root, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the repository: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(routes.Path(dir)); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("finding the repository: there is no functions/routes.json here or above; run build.sh")
		}
	}
}
