package pool

import (
	"slices"
	"sync"
)

// recent keeps the newest things of a kind, at most so many and at least half of that. It is safe for use by several
// goroutines.
type recent[T any] struct {
	most int

	mu   sync.Mutex
	list []T
}

func (r *recent[T]) add(thing T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) >= r.most {
		r.list = slices.Clone(r.list[r.most/2:])
	}
	r.list = append(r.list, thing)
}

// newest lists them, the newest first.
func (r *recent[T]) newest() []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.Clone(r.list)
	slices.Reverse(list)
	return list
}

func (r *recent[T]) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = nil
}
