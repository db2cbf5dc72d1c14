//go:build unix && !linux

package runtimeapi

import (
	"os/exec"
	"syscall"
)

// bindToParent keeps the terminal's Ctrl-C from the process. No signal tells it that this one has ended; but then the
// Runtime API is gone, and a Lambda runtime ends with it.
func bindToParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func startProcess(command *exec.Cmd) error { return command.Start() }
