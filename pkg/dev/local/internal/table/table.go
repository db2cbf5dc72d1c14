// Package table is a DynamoDB with one table in memory, in DynamoDB's own wire format: what the site needs of it to end
// sessions at once (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference). It can be slow, throttle and fail.
//
// It must not share code with the site, guess an answer to what it does not know, or let anybody forget that items of
// which the time is over may still be read at AWS for some days: here they are gone at once.
package table

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Key is the table's partition key, and Expiry its attribute of the time to live.
const (
	Key    = "id"
	Expiry = "expires_at"
)

// Value is an attribute's value with its type: {"S": "text"} or {"N": "1"}.
type Value map[string]string

// Item is an item: attributes by name.
type Item map[string]Value

// Table is a table. It may be used concurrently.
type Table struct {
	name string
	now  func() time.Time

	mutex  sync.Mutex
	items  map[string]Item
	faults State
}

// New makes an empty table. now is the clock that ends items; nil: time.Now.
func New(name string, now func() time.Time) *Table {
	if now == nil {
		now = time.Now
	}
	return &Table{name: name, now: now, items: map[string]Item{},
		faults: State{Fault: Off, On: All, Delay: defaultDelay.String()}}
}

// Name is the name of the table.
func (t *Table) Name() string { return t.name }

// Items are the items whose time is not over, by their key.
func (t *Table) Items() []Item {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.expire()
	items := make([]Item, 0, len(t.items))
	for _, key := range slices.Sorted(maps.Keys(t.items)) {
		items = append(items, maps.Clone(t.items[key]))
	}
	return items
}

// Reset empties the table and ends its fault.
func (t *Table) Reset() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	clear(t.items)
	t.faults.Fault = Off
}

// get returns a copy of an item, nil if there is none.
func (t *Table) get(key string) Item {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.expire()
	return maps.Clone(t.items[key])
}

// put stores an item if the one that is there, nil for none, meets the condition.
func (t *Table) put(item Item, condition func(there Item) (bool, error)) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.expire()
	key := item[Key]["S"]
	met, err := condition(t.items[key])
	switch {
	case err != nil:
		return err
	case !met:
		return refuse("ConditionalCheckFailedException", "The conditional request failed")
	}
	t.items[key] = maps.Clone(item)
	return nil
}

// expire removes the items whose time is over. The caller holds the mutex.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
func (t *Table) expire() {
	now := t.now().Unix()
	maps.DeleteFunc(t.items, func(_ string, item Item) bool {
		end, err := strconv.ParseInt(item[Expiry]["N"], 10, 64)
		return err == nil && end <= now
	})
}
