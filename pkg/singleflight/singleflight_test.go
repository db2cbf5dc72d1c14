package singleflight

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// held is a function that runs until it is released or its context ends.
type held struct {
	release chan struct{}
	calls   int
	cause   error // with which the last context ended
}

func (h *held) run(ctx context.Context) (int, error) {
	h.calls++
	call := h.calls
	select {
	case <-h.release:
		return call, nil
	case <-ctx.Done():
		h.cause = context.Cause(ctx)
		return 0, ctx.Err()
	}
}

func TestManyCallersShareOneCall_SEC043(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var group Group[int]
		h := &held{release: make(chan struct{})}
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() {
				if value, _, err := group.Join(time.Minute, h.run).Wait(t.Context()); value != 1 || err != nil {
					t.Errorf("%d, %v", value, err)
				}
			})
		}
		synctest.Wait()
		if !group.Running() {
			t.Error("no call is running")
		}
		close(h.release)
		callers.Wait()
		if h.calls != 1 || group.Running() {
			t.Errorf("%d calls, running: %t", h.calls, group.Running())
		}
		if value, _, err := group.Join(time.Minute, h.run).Wait(t.Context()); value != 2 || err != nil {
			t.Errorf("the call after it: %d, %v", value, err)
		}
	})
}

// TestCallersLeave: what a caller's own context does to it, to the others and to the call.
func TestCallersLeave(t *testing.T) {
	tests := []struct {
		name          string
		abandon       bool
		others        int
		wantAbandoned bool
		wantCause     error
		wantNext      int // which call the next caller gets
	}{
		{"the last one, and the call is abandoned", true, 0, true, ErrAbandoned, 2},
		{"one of two", true, 1, false, nil, 1},
		{"the last one, and the call goes on", false, 0, false, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				group := Group[int]{Abandon: test.abandon}
				h := &held{release: make(chan struct{})}
				for range test.others {
					group.Join(time.Minute, h.run)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				_, abandoned, err := group.Join(time.Minute, h.run).Wait(ctx)
				synctest.Wait()
				if abandoned != test.wantAbandoned || !errors.Is(err, context.DeadlineExceeded) ||
					!errors.Is(h.cause, test.wantCause) {
					t.Errorf("abandoned %t, %v; the call ended with %v", abandoned, err, h.cause)
				}
				next := group.Join(time.Minute, h.run)
				close(h.release)
				if value, _, err := next.Wait(t.Context()); value != test.wantNext || err != nil {
					t.Errorf("the next caller gets call %d, %v", value, err)
				}
			})
		})
	}
}

func TestCallEndsAtItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var group Group[int]
		h := &held{release: make(chan struct{})}
		began := time.Now()
		_, _, err := group.Join(2*time.Second, h.run).Wait(t.Context())
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != 2*time.Second {
			t.Errorf("%v after %s", err, took)
		}
	})
}
