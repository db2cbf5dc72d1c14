package runtimeapi

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// bindToParent makes the kernel kill the process when this one ends, however it ends. Being a process group of its own
// keeps it from getting the terminal's Ctrl-C, which is for this process alone to handle.
func bindToParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

type startRequest struct {
	command *exec.Cmd
	done    chan error
}

// starts runs every start on one thread that never ends: the kernel sends the parent-death signal when the thread ends
// that started a process.
var starts = sync.OnceValue(func() chan<- startRequest {
	requests := make(chan startRequest)
	go func() {
		runtime.LockOSThread()
		for request := range requests {
			request.done <- request.command.Start()
		}
	}()
	return requests
})

func startProcess(command *exec.Cmd) error {
	request := startRequest{command: command, done: make(chan error, 1)}
	starts() <- request
	return <-request.done
}
