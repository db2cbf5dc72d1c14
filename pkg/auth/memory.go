package auth

import "sync"

const (
	// remembered is how many tokens of one kind are kept: with both kinds 256.
	remembered = 128
	// tailSize is how much of a token's end finds it again.
	tailSize = 16
)

// tail is the end of a token, a part of its signature. It finds a remembered token without hashing a kilobyte of text; whether it is that token is then
// decided by comparing the whole text. Two good tokens of one tail would merely displace each other.
type tail [tailSize]byte

// memory keeps verified tokens of one kind, so that the next request does not pay for the signature again. New ones take the place of the oldest.
type memory[T any] struct {
	mu     sync.RWMutex
	places map[tail]int
	ring   [remembered]remembrance[T]
	next   int
}

// remembrance is one verified token with what it depends on: its exact text, its key and its expiry. The text is a copy, because the caller's may be a
// small part of a whole request, and lies in a buffer that the next token of this place uses again.
type remembrance[T any] struct {
	end     tail
	text    []byte
	token   *T
	key     *publicKey
	expires int64
}

// tailOf gives the end of a text that is long enough to be a token.
func tailOf(text string) (t tail, ok bool) {
	if len(text) < tailSize || len(text) > maxToken {
		return t, false
	}
	copy(t[:], text[len(text)-tailSize:])
	return t, true
}

// recall gives the token of exactly this text, if it has been verified, has not expired, and its key is still in the set. now is seconds since 1970.
func (m *memory[T]) recall(text string, set *keySet, now int64) *T {
	end, ok := tailOf(text)
	if !ok || set == nil {
		return nil
	}
	m.mu.RLock()
	var found remembrance[T]
	if place, known := m.places[end]; known && string(m.ring[place].text) == text {
		found = m.ring[place]
	}
	m.mu.RUnlock()
	if found.token == nil {
		return nil
	}
	if now < found.expires && set.holds(found.key) {
		return found.token
	}
	m.forget(end, text)
	return nil
}

// keep remembers a verified token.
func (m *memory[T]) keep(text string, token *T, key *publicKey, expires int64) {
	end, ok := tailOf(text)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.places == nil {
		m.places = make(map[tail]int, remembered)
	}
	m.clear(m.next)
	if earlier, known := m.places[end]; known {
		m.clear(earlier)
	}
	place := &m.ring[m.next]
	*place = remembrance[T]{end, append(place.text, text...), token, key, expires}
	m.places[end] = m.next
	m.next = (m.next + 1) % remembered
}

// forget drops the token of this text.
func (m *memory[T]) forget(end tail, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if place, known := m.places[end]; known && string(m.ring[place].text) == text {
		m.clear(place)
	}
}

// clear empties a place. m.mu is held.
func (m *memory[T]) clear(place int) {
	old := &m.ring[place]
	if old.token != nil {
		delete(m.places, old.end)
	}
	*old = remembrance[T]{text: old.text[:0]}
}
