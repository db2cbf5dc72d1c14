package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// program is something that speaks the Runtime API: a bootstrap, or Node with a script.
type program struct {
	name    string
	command []string
	env     []string
}

// process is a running program and the Runtime API that it talks to.
type process struct {
	name     string
	command  *exec.Cmd
	listener net.Listener
	batches  chan *batch
	failed   chan error
	exited   chan struct{}
	closing  sync.Once
	born     time.Time
}

// batch is a number of invocations with one event.
type batch struct {
	event    []byte
	left     int
	answer   []byte // the last one
	answered time.Time
	done     chan error
}

// answerTimeout is the longest wait for one batch.
const answerTimeout = time.Minute

// spawn starts a program. The Runtime API is there before it.
func spawn(p program) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening the Runtime API: %w", err)
	}
	s := &process{name: p.name, listener: listener, batches: make(chan *batch, 1), failed: make(chan error, 1),
		exited: make(chan struct{})}
	s.command = exec.Command(p.command[0], p.command[1:]...)
	s.command.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(), "AWS_REGION=eu-west-1", "AWS_LAMBDA_FUNCTION_NAME=" + p.name,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "PATH=" + os.Getenv("PATH"),
	}, p.env...)
	s.command.Stderr = os.Stderr
	go s.accept()
	s.born = time.Now()
	if err := s.command.Start(); err != nil {
		listener.Close()
		return nil, fmt.Errorf("starting %s: %w", p.name, err)
	}
	go func() {
		_ = s.command.Wait() // it is ended by a signal
		close(s.exited)
	}()
	return s, nil
}

// invoke sends an event to the program n times, one after the other, and returns the last response and the total time.
func (s *process) invoke(event []byte, n int) (answer []byte, took time.Duration, err error) {
	b := &batch{event: event, left: n, done: make(chan error, 1)}
	begun := time.Now()
	answer, err = s.await(b)
	return answer, b.answered.Sub(begun), err
}

// await runs a batch and returns its last response.
func (s *process) await(b *batch) (answer []byte, err error) {
	s.batches <- b
	timeout := time.NewTimer(answerTimeout)
	defer timeout.Stop()
	select {
	case err = <-b.done:
	case err = <-s.failed:
	case <-s.exited:
		err = errors.New("the process ended")
	case <-timeout.C:
		err = errors.New("no answer in time")
	}
	if err != nil {
		return nil, fmt.Errorf("invoking %s: %w", s.name, err)
	}
	return b.answer, nil
}

// end kills the process and waits until it is gone.
func (s *process) end() {
	s.closing.Do(func() {
		_ = s.command.Process.Kill() // it may have ended by itself
		<-s.exited
		s.listener.Close()
	})
}
