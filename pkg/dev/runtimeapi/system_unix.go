//go:build unix

package runtimeapi

import (
	"os/exec"
	"syscall"
)

func systemEnvironment() []string { return []string{"PATH=/usr/local/bin:/usr/bin/:/bin:/opt/bin"} }

// killGroup ends the process and whatever it started. It may be gone already.
func killGroup(command *exec.Cmd) { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }

func terminate(command *exec.Cmd) { _ = command.Process.Signal(syscall.SIGTERM) }
