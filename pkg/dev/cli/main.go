// Package main is the repository's one command-line tool, which build.sh compiles and runs. Each sub-command has its
// own file. The work is done in the packages that it calls: here are only flags, environment and output.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the tool at once
	err := newRootCommand().ExecuteContext(ctx)
	stop()
	os.Exit(exitStatus(err))
}

// statusError ends the tool with a certain exit status; its output has already said why.
type statusError int

// Error implements error.
func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// interrupted is the exit status that shells expect of a program ended by Ctrl-C.
const interrupted = 128 + int(syscall.SIGINT)

// errStopped stands for Ctrl-C, which a call to AWS reports as a missing response.
var errStopped = errors.New("interrupted")

func exitStatus(err error) int {
	var status statusError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, errStopped):
		fmt.Fprintf(os.Stderr, "build.sh: %v\n", err)
		return interrupted
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "build.sh: stopped")
		return interrupted
	}
	fmt.Fprintf(os.Stderr, "build.sh: %v\n", err)
	return 1
}
