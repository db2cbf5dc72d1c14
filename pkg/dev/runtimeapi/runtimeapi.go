// Package runtimeapi runs a function's program as Lambda does: as processes of their own, each with one invocation at a
// time, or with several where Spec.Concurrency says so, spoken to by the Lambda Runtime API. It must not know what an invocation holds, how a program is built, or
// which route leads to it.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package runtimeapi

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Limits of Lambda.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	MaxPayload = 6 * 1024 * 1024  // bytes, in either direction
	initLimit  = 10 * time.Second // how long a program may take until it asks for its first invocation
)

// DefaultProcesses is how many processes a function has at most when Spec.Processes does not say: requests beyond wait.
const DefaultProcesses = 4

// Spec describes a function.
type Spec struct {
	Name      string
	Program   string        // path of the bootstrap
	Env       []string      // "NAME=value": everything that the deployment would declare
	Memory    int           // MB; told to the program, not enforced
	Timeout   time.Duration // for one invocation
	Processes int           // at most; DefaultProcesses when 0
	Region    string
	// Concurrency is how many invocations a process has at a time, as on Lambda Managed Instances; 0 means one. It tells
	// the program by AWS_LAMBDA_MAX_CONCURRENCY. One that takes too long fails alone then, and its process goes on.
	//
	// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html
	Concurrency int
	Output      io.Writer // gets what the program prints, line by line; may be nil
}

func (s Spec) withDefaults() Spec {
	if s.Processes == 0 {
		s.Processes = DefaultProcesses
	}
	s.Concurrency = max(s.Concurrency, 1)
	if s.Output == nil {
		s.Output = io.Discard
	}
	if s.Region == "" {
		s.Region = "us-east-1"
	}
	return s
}

// Errors that have nothing else to tell.
var (
	ErrBusy     = errors.New("every process of the function was busy for the whole of its time limit")
	ErrClosed   = errors.New("the function was stopped")
	ErrTooLarge = fmt.Errorf("more than %d bytes, which Lambda does not carry", MaxPayload)
)

// FunctionError is an error that the program reported, either for an invocation or while it started.
type FunctionError struct {
	Init    bool // it could not start
	Type    string
	Message string
	Output  string // where it happened, and what the process printed last
}

// Error implements error.
func (e *FunctionError) Error() string {
	if e.Init {
		return fmt.Sprintf("the function cannot start: %s", e.Message)
	}
	return fmt.Sprintf("the function failed: %s: %s", e.Type, e.Message)
}

// ExitError is a process that ended while it had an invocation, or before it asked for its first one.
type ExitError struct {
	Init   bool
	State  string // as in "exit status 2" or "signal: killed"
	Output string // what the process printed last
}

// Error implements error.
func (e *ExitError) Error() string {
	if e.Init {
		return "the process ended before it asked for an invocation: " + e.State
	}
	return "the process ended during the invocation: " + e.State
}

// TimeoutError is an invocation, or a start, that took longer than it may. Its process has been killed.
type TimeoutError struct {
	Init   bool
	Limit  time.Duration
	Output string
}

// Error implements error in the words that Lambda logs.
func (e *TimeoutError) Error() string {
	if e.Init {
		return fmt.Sprintf("the process did not ask for an invocation within %v", e.Limit)
	}
	return fmt.Sprintf("Task timed out after %.2f seconds", e.Limit.Seconds())
}
