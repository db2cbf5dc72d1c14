package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// commands are what this program can measure. Each takes the rest of the command line.
var commands = map[string]func(args []string, out io.Writer) error{
	"verify": verifyCommand,
	"growth": growthCommand,
	"lambda": lambdaCommand,
	"load":   loadCommand,
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) > 0 && commands[args[0]] != nil {
		return commands[args[0]](args[1:], out)
	}
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	slices.Sort(names)
	return fmt.Errorf("say what to measure: %s", strings.Join(names, ", "))
}
