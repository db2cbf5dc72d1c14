package revocation

import (
	"context"
	"errors"
	"sync"
	"time"

	"cognitossr/pkg/singleflight"
)

// maxRemembered bounds the sessions of which an answer is remembered at once. An instance of a function serves one
// request at a time: within a second it meets fewer.
const maxRemembered = 256

// memory holds the last answers, the oldest of which goes first. Its zero value is ready.
type memory struct {
	mutex sync.Mutex
	known map[Session]*answer
	order [maxRemembered]Session // a ring
	next  int
}

// answer is one answer of the table, or the call for it.
type answer struct {
	asked time.Time // when the call began: what is written later is not in it
	calls singleflight.Group[bool]
	done  bool
	ended bool
	err   error
}

// recall returns the answer about a session that is not too old, or the call that asks for it.
func (m *memory) recall(
	s Session, now time.Time, age time.Duration, ask func(context.Context) (bool, error),
) (*singleflight.Call[bool], *answer) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	a := m.known[s]
	if a != nil && now.Sub(a.asked) < age && now.Sub(a.asked) >= 0 {
		if a.done {
			return nil, a
		}
	} else {
		a = m.keep(s, &answer{asked: now, calls: singleflight.Group[bool]{Abandon: true}})
	}
	return a.calls.Join(readTimeout, func(ctx context.Context) (bool, error) {
		ended, err := ask(ctx)
		m.mutex.Lock()
		defer m.mutex.Unlock()
		if !errors.Is(context.Cause(ctx), singleflight.ErrAbandoned) {
			a.done, a.ended, a.err = true, ended, err
		}
		return ended, err
	}), nil
}

// keep adds an answer, in the place of the oldest if there are many.
func (m *memory) keep(s Session, a *answer) *answer {
	if m.known == nil {
		m.known = make(map[Session]*answer, maxRemembered)
	}
	if m.known[s] == nil {
		if len(m.known) == maxRemembered {
			delete(m.known, m.order[m.next])
		}
		m.order[m.next] = s
		m.next = (m.next + 1) % maxRemembered
	}
	m.known[s] = a
	return a
}

// forget drops the answers about sessions that have just ended, and those of calls that are under way.
func (m *memory) forget(which func(Session) bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for s := range m.known {
		if which(s) {
			m.known[s] = &answer{} // of no age, and out of reach of a call that is under way
		}
	}
}
