// Package main is the repository's one command-line tool, which build.sh compiles and runs. Each sub-command has its
// own file. The work is done in the packages that it calls: here are only flags, environment and output.
package main

import (
	"context"
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
