package pool

import (
	"sync/atomic"
	"time"
)

// clock is the base clock plus what the control API has added.
type clock struct {
	base   func() time.Time
	offset atomic.Int64
}

func (c *clock) Now() time.Time { return c.base().Add(c.Offset()) }

func (c *clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func (c *clock) reset() { c.offset.Store(0) }
