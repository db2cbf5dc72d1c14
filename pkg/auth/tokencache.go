package auth

import "sync"

const (
	// cacheSize is how many tokens of one kind are kept; with both kinds, 256.
	cacheSize = 128
	// tailSize is how many bytes of a token's end are its key in the cache.
	tailSize = 16
)

// tail is the end of a token, part of its signature. It finds a token without hashing a kilobyte of text; whether it is
// that token is then decided by comparing the whole text. Two good tokens with the same tail would merely displace each
// other.
type tail [tailSize]byte

// tokenCache keeps verified tokens of one kind, so that the next request does not pay for the signature again. New ones
// replace the oldest.
type tokenCache[T any] struct {
	mu     sync.RWMutex
	places map[tail]int
	ring   [cacheSize]cacheEntry[T]
	next   int
}

// cacheEntry is one verified token with what it depends on: its exact text, its key and its expiry. The text is a copy,
// because the caller's may be a small part of a whole request; its buffer is used again for the next token of this
// place.
type cacheEntry[T any] struct {
	end     tail
	text    []byte
	token   *T
	key     *publicKey
	expires int64
}

// tailOf returns the end of a text that is long enough to be a token.
func tailOf(text string) (t tail, ok bool) {
	if len(text) < tailSize || len(text) > maxToken {
		return t, false
	}
	copy(t[:], text[len(text)-tailSize:])
	return t, true
}

// get returns the token of exactly this text, if it has been verified, has not expired, and its key is still in the
// set. now is in seconds since 1970.
func (c *tokenCache[T]) get(text string, set *keySet, now int64) *T {
	end, ok := tailOf(text)
	if !ok || set == nil {
		return nil
	}
	c.mu.RLock()
	var found cacheEntry[T]
	if place, known := c.places[end]; known && string(c.ring[place].text) == text {
		found = c.ring[place]
	}
	c.mu.RUnlock()
	if found.token == nil {
		return nil
	}
	if now < found.expires && set.holds(found.key) {
		return found.token
	}
	c.drop(end, text)
	return nil
}

// put keeps a verified token.
func (c *tokenCache[T]) put(text string, token *T, key *publicKey, expires int64) {
	end, ok := tailOf(text)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.places == nil {
		c.places = map[tail]int{} // with room for all tokens, the first one would pay for it
	}
	c.clear(c.next)
	if earlier, known := c.places[end]; known {
		c.clear(earlier)
	}
	place := &c.ring[c.next]
	*place = cacheEntry[T]{end, append(place.text, text...), token, key, expires}
	c.places[end] = c.next
	c.next = (c.next + 1) % cacheSize
}

// drop removes the token of this text.
func (c *tokenCache[T]) drop(end tail, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if place, known := c.places[end]; known && string(c.ring[place].text) == text {
		c.clear(place)
	}
}

// clear empties a place. c.mu is held.
func (c *tokenCache[T]) clear(place int) {
	old := &c.ring[place]
	if old.token != nil {
		delete(c.places, old.end)
	}
	*old = cacheEntry[T]{text: old.text[:0]}
}
