package runtimeapi

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Pool is the processes of one function. It starts with none, grows with the number of concurrent invocations, and
// keeps what is idle.
type Pool struct {
	slots  chan struct{} // one for each invocation that there may be at a time
	closed chan struct{}

	several  bool       // invocations of a process at a time
	oneStart sync.Mutex // held during a start if so: others wait for one of its places

	mu         sync.Mutex
	spec       Spec
	generation int        // counts the calls of Update
	idle       []*process // once for each of its free places
	all        map[*process]struct{}
	failures   int       // starts that failed, in a row
	notBefore  time.Time // no process is started earlier
	stopping   sync.WaitGroup
}

// New makes a pool. It starts nothing.
func New(spec Spec) *Pool {
	spec = spec.withDefaults()
	return &Pool{
		spec:   spec,
		slots:  make(chan struct{}, spec.Processes*spec.Concurrency),
		closed: make(chan struct{}),
		all:    map[*process]struct{}{},

		several: spec.Concurrency > 1,
	}
}

// Invoke hands an event to a process and returns its answer. When ctx ends the call returns, but the invocation goes on,
// as on Lambda. Errors are *FunctionError, *ExitError, *TimeoutError, ErrBusy, ErrTooLarge, ErrClosed or ctx's.
func (p *Pool) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	if len(event) > MaxPayload {
		return nil, fmt.Errorf("the event is %w", ErrTooLarge)
	}
	var answer answer
	for range invokeAttempts {
		one, err := p.acquire(ctx)
		if err != nil {
			return nil, err
		}
		call := newInvocation(event)
		one.accept(call)
		select {
		case answer = <-call.answer:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if !answer.untaken {
			break
		}
	}
	return answer.payload, answer.err
}

// invokeAttempts is how many processes get the chance to take an invocation: one may end just when it is handed over.
const invokeAttempts = 3

// Update makes the pool use another program or environment. Processes of the old one end as soon as they are idle.
// Spec.Processes and Spec.Concurrency stay what they were.
func (p *Pool) Update(spec Spec) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spec = spec.withDefaults()
	p.generation++
	p.failures, p.notBefore = 0, time.Time{}
	for _, one := range p.idle {
		if len(one.inFlight()) == 0 {
			p.stop(one)
		}
	}
	p.idle = nil
}

// Processes is the number of processes that run.
func (p *Pool) Processes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.all)
}

// PIDs are the process ids of those that run.
func (p *Pool) PIDs() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var pids []int
	for one := range p.all {
		pids = append(pids, one.command.Process.Pid)
	}
	return pids
}

// Close ends every process and waits until they are gone.
func (p *Pool) Close() {
	p.mu.Lock()
	if !p.isClosed() {
		close(p.closed)
	}
	for one := range p.all {
		p.stop(one)
	}
	p.idle = nil
	p.mu.Unlock()
	p.stopping.Wait()
}

// acquire takes an idle process or starts one, and waits for its turn where too many are busy.
func (p *Pool) acquire(ctx context.Context) (*process, error) {
	if err := p.takeSlot(ctx); err != nil {
		return nil, err
	}
	one := p.takeIdle()
	if one == nil && p.several {
		p.oneStart.Lock()
		defer p.oneStart.Unlock()
		one = p.takeIdle()
	}
	if one != nil {
		return one, nil
	}
	if err := p.backOff(ctx); err != nil {
		<-p.slots
		return nil, err
	}
	one, err := p.start()
	if err != nil {
		<-p.slots
		return nil, err
	}
	return one, nil
}

func (p *Pool) takeSlot(ctx context.Context) error {
	if p.isClosed() {
		return ErrClosed
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	p.mu.Lock()
	wait := time.NewTimer(p.spec.Timeout)
	p.mu.Unlock()
	defer wait.Stop()
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-wait.C:
		return ErrBusy
	case <-p.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pool) takeIdle() *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	last := len(p.idle) - 1
	one := p.idle[last]
	p.idle = p.idle[:last]
	return one
}

// Delays before a start that follows on failed ones: each twice as long as the one before.
const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 2 * time.Second
)

func (p *Pool) backOff(ctx context.Context) error {
	p.mu.Lock()
	delay := time.Until(p.notBefore)
	p.mu.Unlock()
	if delay <= 0 {
		return nil
	}
	wait := time.NewTimer(delay)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-p.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// start spawns a process and waits until it asks for its first invocation.
func (p *Pool) start() (*process, error) {
	p.mu.Lock()
	if p.isClosed() {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	one, err := spawn(p.spec, p.generation)
	if err != nil {
		p.failed()
		p.mu.Unlock()
		return nil, err
	}
	one.idle = func() { p.release(one) }
	one.gone = func() { p.forget(one) }
	p.all[one] = struct{}{}
	p.mu.Unlock()
	go one.watch()
	err = one.awaitStart()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.failed()
		p.stop(one)
		return nil, err
	}
	p.failures, p.notBefore = 0, time.Time{}
	if _, runs := p.all[one]; runs && one.generation == p.generation {
		p.idle = append(p.idle, slices.Repeat([]*process{one}, one.spec.Concurrency-1)...)
	}
	return one, nil
}

// failed notes a start that failed. The caller holds the lock.
func (p *Pool) failed() {
	p.failures++
	p.notBefore = time.Now().Add(min(firstDelay<<min(p.failures-1, 10), lastDelay))
}

// release takes back a process that has answered, or that has ended during its invocation.
func (p *Pool) release(one *process) {
	p.mu.Lock()
	if _, runs := p.all[one]; runs {
		switch replaced := one.generation != p.generation; {
		case p.isClosed() || one.hasEnded() || replaced && len(one.inFlight()) == 0:
			p.stop(one)
		case !replaced:
			p.idle = append(p.idle, one)
		}
	}
	p.mu.Unlock()
	<-p.slots
}

func (p *Pool) isClosed() bool {
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

// forget drops a process that has ended.
func (p *Pool) forget(one *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, one)
	p.idle = slices.DeleteFunc(p.idle, func(other *process) bool { return other == one })
}

// stop ends a process without waiting for it. The caller holds the lock.
func (p *Pool) stop(one *process) {
	if !one.stopping {
		one.stopping = true
		p.stopping.Go(one.stop)
	}
}
