package runtimeapi

import (
	"os"
	"os/exec"
)

// systemEnvironment has what Windows itself needs for sockets.
func systemEnvironment() []string { return []string{"SYSTEMROOT=" + os.Getenv("SYSTEMROOT")} }

func bindToParent(*exec.Cmd) {}

func startProcess(command *exec.Cmd) error { return command.Start() }

func killGroup(command *exec.Cmd) { _ = command.Process.Kill() }

func terminate(command *exec.Cmd) { _ = command.Process.Kill() }
