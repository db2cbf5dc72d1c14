package pool

import (
	"maps"
	"slices"
	"sync"
)

// Collection keeps things of one kind that an administrator made, each under its key. It is safe for use by several
// goroutines; the zero value is empty.
type Collection[T any] struct {
	mu      sync.RWMutex
	items   map[string]T
	changed func()                 // nil: nobody wants to know
	missing func(key string) error // refuses a key that nothing is kept under
}

// NewCollection makes an empty one that tells of its changes, and refuses what it does not keep.
func NewCollection[T any](changed func(), missing func(key string) error) *Collection[T] {
	return &Collection[T]{changed: changed, missing: missing}
}

// Add keeps a new thing and returns false when the key is taken.
func (c *Collection[T]) Add(key string, item T) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, taken := c.items[key]; taken {
		return false
	}
	c.set(key, item)
	return true
}

// Set keeps a thing in the place of the one that may be there.
func (c *Collection[T]) Set(key string, item T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(key, item)
}

func (c *Collection[T]) set(key string, item T) {
	if c.items == nil {
		c.items = map[string]T{}
	}
	c.items[key] = item
	c.tell()
}

func (c *Collection[T]) tell() {
	if c.changed != nil {
		c.changed()
	}
}

// copy is what it holds, by the keys.
func (c *Collection[T]) copy() map[string]T {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return maps.Clone(c.items)
}

// fill keeps all of a map.
func (c *Collection[T]) fill(items map[string]T) {
	for key, item := range items {
		c.Set(key, item)
	}
}

// Find returns a thing.
func (c *Collection[T]) Find(key string) (T, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	item, ok := c.items[key]
	return item, ok
}

// Get is Find for who is refused without one.
func (c *Collection[T]) Get(key string) (T, error) {
	item, ok := c.Find(key)
	if !ok {
		return item, c.missing(key)
	}
	return item, nil
}

// Change changes a thing, and returns it as it is then. When the change returns an error nothing changes. It must not
// write into what the thing refers to.
func (c *Collection[T]) Change(key string, change func(*T) error) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	item, ok := c.items[key]
	if !ok {
		return item, c.missing(key)
	}
	if err := change(&item); err != nil {
		return item, err
	}
	c.set(key, item)
	return item, nil
}

// Delete removes a thing.
func (c *Collection[T]) Delete(key string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.items[key]; !ok {
		return c.missing(key)
	}
	delete(c.items, key)
	c.tell()
	return nil
}

// AddUnless is Add for a thing that must fit those that are there: refuse says why it does not.
func (c *Collection[T]) AddUnless(key string, item T, refuse func(others []T) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := refuse(c.list()); err != nil {
		return err
	}
	c.set(key, item)
	return nil
}

// DeleteFunc removes the things that are meant.
func (c *Collection[T]) DeleteFunc(meant func(key string, item T) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.items, meant)
	c.tell()
}

// List returns all things, sorted by their keys.
func (c *Collection[T]) List() []T {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.list()
}

func (c *Collection[T]) list() []T {
	list := make([]T, 0, len(c.items))
	for _, key := range slices.Sorted(maps.Keys(c.items)) {
		list = append(list, c.items[key])
	}
	return list
}
