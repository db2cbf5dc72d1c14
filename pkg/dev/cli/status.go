package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Exit statuses of every command. A test compares them with docs/reference/commands.md, and the manual prints them.
const (
	statusDone        = 0
	statusFailed      = 1
	statusWrongUse    = 2
	statusUnchecked   = 3
	statusInterrupted = 128 + int(syscall.SIGINT) // as shells expect it of a program ended by Ctrl-C
)

// statuses are the exit statuses with their meaning.
var statuses = []struct {
	status  int
	meaning string
}{
	{statusDone, "done; doctor may have warned"},
	{statusFailed, "it failed, or tests, checks or doctor found errors"},
	{statusWrongUse, "wrong use: no such command, flag, value, file or argument"},
	{statusUnchecked, "doctor could not run its checks"},
	{statusInterrupted, "ended by Ctrl-C"},
}

// statusError ends the tool with a certain exit status; its output has already said why.
type statusError int

// Error implements error.
func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// wrongUse is an error of whoever called the tool.
type wrongUse struct{ error }

// Unwrap returns what is wrong.
func (e wrongUse) Unwrap() error { return e.error }

// errStopped stands for Ctrl-C, which a call to AWS reports as a missing response.
var errStopped = errors.New("interrupted")

// exitStatus says what went wrong, and returns the exit status.
func exitStatus(err error) int {
	var status statusError
	if err == nil || errors.As(err, &status) {
		return int(status)
	}
	if errors.Is(err, errStopped) || !errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "build.sh: %v\n", err)
	} else {
		fmt.Fprintln(os.Stderr, "build.sh: stopped")
	}
	switch {
	case errors.Is(err, errStopped), errors.Is(err, context.Canceled):
		return statusInterrupted
	case errors.As(err, new(wrongUse)):
		return statusWrongUse
	}
	return statusFailed
}
