package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// tool is a program that a sub-command runs in the repository's folder.
type tool struct {
	dir  string
	env  []string // besides this process' own
	out  io.Writer
	echo bool // print the command line first
}

// run runs a program and shows what it prints. Ctrl-C reaches it through the terminal, and ends it through ctx.
func (t tool) run(ctx context.Context, name string, args ...string) error {
	if t.echo {
		fmt.Fprintf(t.out, "$ %s %s\n", name, strings.Join(args, " "))
	}
	command := t.command(ctx, name, args...)
	command.Stdout, command.Stderr = t.out, t.out
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// answer runs a program and returns its standard output, for a caller who reads it. Its standard error, in which it says
// what it is at or warns, is in the error only.
func (t tool) answer(ctx context.Context, name string, args ...string) (string, error) {
	answer, err := t.command(ctx, name, args...).Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		err = fmt.Errorf("%w\n%s", err, strings.TrimSpace(string(failed.Stderr)))
	}
	return strings.TrimSpace(string(answer)), err
}

// output runs a program and returns its standard output and standard error, for people.
func (t tool) output(ctx context.Context, name string, args ...string) (string, error) {
	output, err := t.command(ctx, name, args...).CombinedOutput()
	return strings.TrimSpace(string(output)), err
}

func (t tool) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = t.dir
	command.Env = append(os.Environ(), t.env...)
	command.Stdin = os.Stdin
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = waitDelay
	return command
}
