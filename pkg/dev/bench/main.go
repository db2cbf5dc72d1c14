package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// commands are what this program can measure. Each receives the rest of the command line.
var commands = map[string]func(args []string, out io.Writer) error{
	"cognito": cognitoCommand,
	"verify":  verifyCommand,
	"growth":  growthCommand,
	"lambda":  lambdaCommand,
	"load":    loadCommand,
	"several": severalCommand,
}

// usual is measured without an argument: what the README shows, in about three minutes.
var usual = []string{"verify", "lambda"}

func main() {
	err := run(os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) { // the usage has been printed
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		for _, name := range usual {
			fmt.Fprintf(out, "\n# %s\n", name)
			if err := commands[name](nil, out); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	}
	command := commands[args[0]]
	if command == nil {
		return fmt.Errorf("cannot measure %q, but %s; without an argument %s", args[0],
			strings.Join(slices.Sorted(maps.Keys(commands)), ", "), strings.Join(usual, " and "))
	}
	return command(args[1:], out)
}
