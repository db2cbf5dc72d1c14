package gotool

import (
	"bytes"
	"context"
	"strings"
)

// DownloadError means that a build needs modules which are not on this machine and could not be downloaded. The
// source may be in order.
type DownloadError struct {
	What  string // what cannot be built
	Cause string // what the go command said first
}

// Error implements error with what to do.
func (e *DownloadError) Error() string {
	text := e.What + " needs modules that are not on this machine and could not be downloaded: connect to the network, " +
		"or set GOPROXY to a module proxy that you can reach, and try again; later builds need no network"
	if e.Cause != "" {
		text += "\n" + e.Cause
	}
	return text
}

// offline is what the go command says in place of a download when GOPROXY=off.
const offline = "disabled by GOPROXY=off"

// CheckDownloads returns a *DownloadError when packages that could not be loaded or built lack modules. Output is
// what the go command said about it. Packages are arguments of "go list". It is called after a failure only: it takes
// as long as listing the packages.
func (g Go) CheckDownloads(ctx context.Context, what, output string, packages ...string) error {
	var problems bytes.Buffer
	command := g.With("GOPROXY=off").Command(ctx, append([]string{"list", "-deps"}, packages...)...)
	command.Stderr = &problems
	if command.Run() == nil || !strings.Contains(problems.String(), offline) {
		return nil
	}
	return &DownloadError{What: what, Cause: firstLine(output)}
}

// firstLine skips the go command's progress.
func firstLine(output string) string {
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "go: downloading ") &&
			!strings.HasPrefix(line, "#") {
			return line
		}
	}
	return ""
}
