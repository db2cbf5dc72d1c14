package auth

import (
	"strings"
	"sync"
)

// remembered is how many tokens of one kind are kept: with both kinds 256.
const remembered = 128

// memory keeps verified tokens of one kind by their exact text, so that the next request does not pay for the signature again. It compares the text
// itself and not a digest of it, which is both exact and ten times faster. Old entries make room for new ones.
type memory[T any] struct {
	mu      sync.RWMutex
	entries map[string]*entry[T]
	ring    [remembered]*entry[T]
	next    int
}

// entry is one verified token with what it depends on: its expiry and its key.
type entry[T any] struct {
	text    string
	token   *T
	key     *publicKey
	expires int64
}

// recall gives the token of exactly this text, if it has been verified, has not expired, and its key is still in the set.
func (m *memory[T]) recall(text string, set *keySet, now int64) *T {
	if set == nil || len(text) > maxToken {
		return nil
	}
	m.mu.RLock()
	e := m.entries[text]
	m.mu.RUnlock()
	if e == nil {
		return nil
	}
	if now < e.expires && set.holds(e.key) {
		return e.token
	}
	m.drop(e)
	return nil
}

// keep remembers a verified token. The text is copied: the caller's may be a small part of a whole request.
func (m *memory[T]) keep(text string, token *T, key *publicKey, expires int64) {
	e := &entry[T]{strings.Clone(text), token, key, expires}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		m.entries = make(map[string]*entry[T], remembered)
	}
	if old := m.ring[m.next]; old != nil && m.entries[old.text] == old {
		delete(m.entries, old.text)
	}
	m.ring[m.next], m.entries[e.text] = e, e
	m.next = (m.next + 1) % remembered
}

// drop forgets one token.
func (m *memory[T]) drop(e *entry[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries[e.text] == e {
		delete(m.entries, e.text)
	}
	for i := range m.ring {
		if m.ring[i] == e {
			m.ring[i] = nil
		}
	}
}
