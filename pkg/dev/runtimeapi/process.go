package runtimeapi

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// process is one running program with its own Runtime API: only this process answers at the address.
type process struct {
	spec       Spec
	generation int
	command    *exec.Cmd
	server     *http.Server
	address    string
	output     *tail
	idle, gone func() // told to the pool
	stopping   bool   // belongs to the pool's lock

	started  chan struct{} // closed at the first request for an invocation
	initDone sync.Once
	initErr  chan error    // what the program reported in place of starting
	exited   chan struct{} // closed when it is gone
	next     chan *invocation

	mu    sync.Mutex
	ended bool
	calls map[string]*invocation // by id: those that it has or is about to take
	state string
}

// spawn starts a program. The caller sets idle and gone and then runs watch.
func spawn(spec Spec, generation int) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening a Runtime API for %s: %w", spec.Name, err)
	}
	p := &process{
		spec:       spec,
		generation: generation,
		address:    listener.Addr().String(),
		output:     newTail(spec.Name, spec.Output),
		started:    make(chan struct{}),
		initErr:    make(chan error, 1),
		exited:     make(chan struct{}),
		next:       make(chan *invocation, spec.Concurrency),
		calls:      map[string]*invocation{},
	}
	p.server = &http.Server{Handler: p.api(), ErrorLog: log.New(io.Discard, "", 0)}
	p.command = exec.Command(spec.Program)
	p.command.Dir = filepath.Dir(spec.Program)
	p.command.Env = p.environment()
	p.command.Stdout, p.command.Stderr = p.output, p.output
	p.command.WaitDelay = time.Second // what the program itself has started may hold the pipe open
	bindToParent(p.command)
	if err := startProcess(p.command); err != nil {
		listener.Close()
		return nil, fmt.Errorf("starting %s: %w", spec.Name, err)
	}
	go p.server.Serve(listener) //nolint:errcheck // it ends with the process
	return p, nil
}

// environment is what Lambda sets, and what the deployment declares. Nothing of this process' own environment gets
// through.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func (p *process) environment() []string {
	several := []string{"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand"}
	if p.spec.Concurrency > 1 {
		several = []string{"AWS_LAMBDA_INITIALIZATION_TYPE=lambda-managed-instances",
			"AWS_LAMBDA_MAX_CONCURRENCY=" + strconv.Itoa(p.spec.Concurrency)}
	}
	return slices.Concat(systemEnvironment(), several, []string{
		"AWS_LAMBDA_RUNTIME_API=" + p.address,
		"AWS_LAMBDA_FUNCTION_NAME=" + p.spec.Name,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(p.spec.Memory),
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + p.spec.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME=local",
		"AWS_REGION=" + p.spec.Region,
		"AWS_DEFAULT_REGION=" + p.spec.Region,
		"LAMBDA_TASK_ROOT=" + filepath.Dir(p.spec.Program),
		"_HANDLER=bootstrap",
		"LANG=en_US.UTF-8",
		"TZ=:UTC",
	}, p.spec.Env)
}

// watch waits for the end of the process and tells everybody.
func (p *process) watch() {
	err := p.command.Wait()
	p.server.Close()
	state := p.command.ProcessState.String()
	if p.command.ProcessState == nil {
		state = err.Error()
	}
	p.mu.Lock()
	p.ended, p.state = true, state
	p.mu.Unlock()
	p.gone() // before anybody who waits for the end looks who is left
	close(p.exited)
	exit := &ExitError{State: state, Output: p.output.String()}
	for len(p.next) > 0 {
		p.finish(<-p.next, answer{err: exit, untaken: true})
	}
	for _, call := range p.inFlight() {
		p.finish(call, answer{err: exit})
	}
}

// awaitStart waits until the program asks for its first invocation, or reports why it cannot.
func (p *process) awaitStart() error {
	limit := time.NewTimer(initLimit)
	defer limit.Stop()
	select {
	case <-p.started:
		return nil
	case err := <-p.initErr:
		return err
	case <-p.exited:
	case <-limit.C:
		p.kill()
		return &TimeoutError{Init: true, Limit: initLimit, Output: p.output.String()}
	}
	select {
	case err := <-p.initErr: // it reported, and ended at once
		return err
	default:
		return &ExitError{Init: true, State: p.exitState(), Output: p.output.String()}
	}
}

// accept hands an invocation to the process, which takes it when it asks. The answer comes through the invocation even
// where the process has ended.
func (p *process) accept(call *invocation) {
	p.mu.Lock()
	p.calls[call.id] = call
	ended, state := p.ended, p.state
	if !ended {
		p.next <- call // never blocks: there are no more than it has places
	}
	p.mu.Unlock()
	if ended {
		p.finish(call, answer{err: &ExitError{State: state}, untaken: true})
	}
}

// taken starts the invocation's time. The time is that of the machine: the process lives in it.
func (p *process) taken(call *invocation) {
	p.output.reset()
	p.mu.Lock()
	defer p.mu.Unlock()
	call.deadline = time.Now().Add(p.spec.Timeout)
	call.timer = time.AfterFunc(p.spec.Timeout, func() { p.expire(call) })
}

func (p *process) expire(call *invocation) {
	if p.called(call.id) != call {
		return
	}
	if p.spec.Concurrency > 1 {
		p.finish(call, answer{err: &TimeoutError{Limit: p.spec.Timeout, Output: p.output.String()}})
		return
	}
	p.retire()
	// Before the kill: the end of the process would otherwise sometimes be taken for the reason.
	p.finish(call, answer{err: &TimeoutError{Limit: p.spec.Timeout, Output: p.output.String()}})
	p.kill()
}

// finish answers an invocation, once, and returns the process to the pool.
func (p *process) finish(call *invocation, a answer) {
	p.mu.Lock()
	if p.calls[call.id] != call {
		p.mu.Unlock()
		return
	}
	delete(p.calls, call.id)
	if call.timer != nil {
		call.timer.Stop()
	}
	p.mu.Unlock()
	p.idle() // first, so that the caller's next invocation finds the process
	call.answer <- a
}

// called is the invocation of an id that the process has, or nil.
func (p *process) called(id string) *invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[id]
}

// inFlight are the invocations that the process has not answered.
func (p *process) inFlight() []*invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Values(p.calls))
}

func (p *process) hasEnded() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

func (p *process) exitState() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// retire keeps the process from getting another invocation.
func (p *process) retire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

func (p *process) kill() {
	p.retire()
	select {
	case <-p.exited: // its id may be another's by now
	default:
		killGroup(p.command)
	}
}

// graceful is how long a process may take to end after SIGTERM.
const graceful = 500 * time.Millisecond

// stop ends the process and waits until it is gone.
func (p *process) stop() {
	terminate(p.command)
	limit := time.NewTimer(graceful)
	defer limit.Stop()
	select {
	case <-p.exited:
	case <-limit.C:
		p.kill()
		<-p.exited
	}
}
