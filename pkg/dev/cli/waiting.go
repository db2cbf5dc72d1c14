package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
)

// sayAfter is how long a command may be silent, and sayAgain how often it then says that it is still at it.
const (
	sayAfter = 2 * time.Second
	sayAgain = 10 * time.Second
)

type noteKey struct{}

// note is what waiting calls in the place of writing on standard error.
type note func(what string) (done func())

// withNotes makes a context in which something else is done while one waits.
func withNotes(ctx context.Context, instead note) context.Context {
	return context.WithValue(ctx, noteKey{}, instead)
}

// withoutNotes makes a context in which nothing is said while one waits.
func withoutNotes(ctx context.Context) context.Context {
	return withNotes(ctx, func(string) func() { return func() {} })
}

// waiting says on standard error what a command is at, if that takes long, until the function that it returns is called.
func waiting(ctx context.Context, out io.Writer, what string) (done func()) {
	if instead, ok := ctx.Value(noteKey{}).(note); ok {
		return instead(what)
	}
	return waitingBy(out, what, time.After)
}

// waitingElsewhere is waiting for a command that shows its progress on a terminal.
func waitingElsewhere(ctx context.Context, out io.Writer, what string) (done func()) {
	if isTerminal(out) {
		return func() {}
	}
	return waiting(ctx, out, what)
}

func waitingBy(out io.Writer, what string, after func(time.Duration) <-chan time.Time) (done func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		passed, next := time.Duration(0), sayAfter
		for {
			select {
			case <-stop:
				return
			case <-after(next):
				passed += next
				fmt.Fprintf(out, "%s, for %v so far\n", what, passed)
				next = sayAgain
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// slowly makes a command that says what it is at, if that takes long.
func slowly(what string, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(command *cobra.Command, args []string) error {
		done := waiting(command.Context(), command.ErrOrStderr(), what)
		defer done()
		return run(command, args)
	}
}
