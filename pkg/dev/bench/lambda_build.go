package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/gotool"
)

// repository is where go.mod of the site is, seen from this module's folder, in which the program runs.
const repository = "../../.."

// binaries are the programs that are measured, built for this machine, and the sizes of the zips as they are deployed.
type binaries struct {
	hello     string
	calls     string            // hello-world with calls and signatures
	functions map[string]string // by name
	zips      []build.Result
}

// measured are the functions that are built: a page, what a sign-in goes through, and two that call the user pool.
var measured = []string{
	"home", "login", "signup", "callback", "refresh", "logout", "logout-everywhere", "delete-account", "me", "users",
}

// buildAll builds the functions with the site's own builder, and the yardstick with the same flags.
func buildAll(ctx context.Context) (b binaries, err error) {
	out, err := filepath.Abs(filepath.Join(repository, "dist", "bench"))
	if err != nil {
		return b, fmt.Errorf("finding the folder for programs: %w", err)
	}
	if b, err = buildHost(ctx, filepath.Join(out, "host")); err != nil {
		return b, err
	}
	if b, err = b.copied(filepath.Join(out, "run")); err != nil {
		return b, err
	}
	b.zips, err = build.Functions(ctx, build.Options{Root: repository, OutDir: filepath.Join(out, "arm64"), Zip: true},
		measured...)
	if err == nil {
		err = build.Errors(b.zips)
	}
	return b, err
}

// buildHost builds the programs that run on this machine.
func buildHost(ctx context.Context, out string) (b binaries, err error) {
	host, err := build.Functions(ctx, build.Options{Root: repository, OutDir: out}.Host(), measured...)
	if err == nil {
		err = build.Errors(host)
	}
	if err != nil {
		return b, err
	}
	b = binaries{
		hello: filepath.Join(out, "hello", "bootstrap"), calls: filepath.Join(out, "calls", "bootstrap"),
		functions: map[string]string{},
	}
	for _, result := range host {
		b.functions[result.Name] = result.Binary
	}
	return b, errors.Join(buildYardstick(ctx, "./lambdahello", b.hello), buildYardstick(ctx, "./lambdacalls", b.calls))
}

// copied copies the programs into a folder.
func (b binaries) copied(into string) (binaries, error) {
	copies := binaries{hello: filepath.Join(into, "hello"), calls: filepath.Join(into, "calls"),
		functions: map[string]string{}}
	err := errors.Join(copyProgram(b.hello, copies.hello), copyProgram(b.calls, copies.calls))
	for name, binary := range b.functions {
		copies.functions[name] = filepath.Join(into, name)
		err = errors.Join(err, copyProgram(binary, copies.functions[name]))
	}
	return copies, err
}

// copyProgram writes a program anew, as unpacking a zip does. The linker writes its output through a memory map, piece
// by piece, and a program that lies in the page cache that way starts up to a third slower than the same bytes written
// in one go: what was linked last would look slow.
func copyProgram(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("copying a program: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("copying a program: %w", err)
	}
	if err := os.RemoveAll(to); err != nil { // a running one cannot be written to
		return fmt.Errorf("copying a program: %w", err)
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		return fmt.Errorf("copying a program: %w", err)
	}
	return nil
}

// buildYardstick uses the flags of package build, which does not build anything but functions.
func buildYardstick(ctx context.Context, source, binary string) error {
	goTool, err := gotool.New(ctx, ".")
	if err != nil {
		return err
	}
	flags := []string{
		"build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc", "-ldflags=-s -w -buildid=", "-o", binary,
		source,
	}
	if output, err := goTool.With("CGO_ENABLED=0").Command(ctx, flags...).CombinedOutput(); err != nil {
		return fmt.Errorf("building the yardstick: %w: %s", err, output)
	}
	return nil
}
