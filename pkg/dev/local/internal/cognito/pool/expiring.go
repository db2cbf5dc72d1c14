package pool

import (
	"maps"
	"sync"
	"time"
)

// expiring keeps things under handles until they run out. It is safe for use by several goroutines.
type expiring[T any] struct {
	clock *clock

	mu     sync.Mutex
	things map[string]*lasting[T]
}

// lasting is a thing with its end.
type lasting[T any] struct {
	thing T
	until time.Time
}

// sweepEvery is how many things are kept between two sweeps.
const sweepEvery = 1000

// keep keeps a thing under a handle. Now and then those that have run out are forgotten. The caller holds mu.
func (e *expiring[T]) keep(handle string, thing T, validity time.Duration) {
	now := e.clock.Now()
	if len(e.things)%sweepEvery == sweepEvery-1 {
		maps.DeleteFunc(e.things, func(_ string, l *lasting[T]) bool { return !now.Before(l.until) })
	}
	e.things[handle] = &lasting[T]{thing, now.Add(validity)}
}

// live says whether a thing has not run out. The caller holds mu.
func (e *expiring[T]) live(l *lasting[T]) bool { return e.clock.Now().Before(l.until) }

// forgetIf forgets the things that are meant.
func (e *expiring[T]) forgetIf(meant func(T) bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	maps.DeleteFunc(e.things, func(_ string, l *lasting[T]) bool { return meant(l.thing) })
}

func (e *expiring[T]) reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.things = map[string]*lasting[T]{}
}
