// Package singleflight runs one call for all callers that want its result at the same time. Unlike x/sync's package of
// that name, it lets each caller wait only as long as its own context lets it, and can end a call that nobody waits for
// any more. It must not keep results: what a caller wants to keep, its function stores.
package singleflight

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrAbandoned is the cause with which the context of a call ends when its last caller has stopped waiting.
var ErrAbandoned = errors.New("nobody waits for the call any more")

// Group runs one call at a time. Its zero value is ready.
type Group[T any] struct {
	// Abandon ends a call whose last caller has stopped waiting. Otherwise the call goes on, up to its limit, and the
	// next caller joins it.
	Abandon bool

	mu      sync.Mutex
	current *Call[T]
}

// Call is a call that is running, or has run.
type Call[T any] struct {
	group   *Group[T]
	done    chan struct{}
	cancel  context.CancelCauseFunc
	callers int
	value   T
	err     error
}

// Join returns the call that is running, or starts one, whose context ends after limit. Each caller then waits once; one
// that does not, keeps the call from being abandoned.
func (g *Group[T]) Join(limit time.Duration, run func(context.Context) (T, error)) *Call[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.current == nil {
		ctx, cancel := context.WithCancelCause(context.Background())
		g.current = &Call[T]{group: g, done: make(chan struct{}), cancel: cancel}
		go g.current.run(ctx, limit, run)
	}
	g.current.callers++
	return g.current
}

// Running reports whether a call is running.
func (g *Group[T]) Running() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.current != nil
}

func (c *Call[T]) run(ctx context.Context, limit time.Duration, run func(context.Context) (T, error)) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer close(c.done)
	defer c.cancel(nil)
	defer cancel()
	c.value, c.err = run(ctx)
	c.leave()
}

// Wait returns the result of the call, or the error of ctx if that ends first. abandoned reports that the call was given
// up with this caller.
func (c *Call[T]) Wait(ctx context.Context) (value T, abandoned bool, err error) {
	select {
	case <-c.done:
		return c.value, false, c.err
	case <-ctx.Done():
		return value, c.stopWaiting(), ctx.Err()
	}
}

// stopWaiting ends the call if the group wants that and nobody else waits.
func (c *Call[T]) stopWaiting() (abandoned bool) {
	c.group.mu.Lock()
	defer c.group.mu.Unlock()
	if c.callers--; c.callers > 0 || !c.group.Abandon {
		return false
	}
	c.cancel(ErrAbandoned)
	abandoned = c.group.current == c
	if abandoned {
		c.group.current = nil
	}
	return abandoned
}

// leave lets the next caller start a call.
func (c *Call[T]) leave() {
	c.group.mu.Lock()
	defer c.group.mu.Unlock()
	if c.group.current == c {
		c.group.current = nil
	}
}
