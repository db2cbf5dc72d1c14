package auth

import "sync"

// kind is one of the two kinds of tokens.
type kind int

const (
	idKind kind = iota
	accessKind
	kinds
)

func (k kind) rules() []rule {
	if k == idKind {
		return idRules
	}
	return accessRules
}

// lately keeps the last token of a kind that is good but for its age. The cache of tokens keeps none that has expired,
// and the request that renews a session asks up to four times about each of its two.
type lately struct {
	mu   sync.Mutex
	text []byte
	good verifiedToken
}

// get returns the token of exactly this text, if its key is still in the set. Its age is the caller's to judge.
func (l *lately) get(text string, set *keySet) (good verifiedToken, known bool) {
	if set == nil {
		return verifiedToken{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if string(l.text) != text || !set.holds(l.good.key) {
		return verifiedToken{}, false
	}
	return l.good, true
}

// put keeps a token. The text is a copy, in the room of the one before.
func (l *lately) put(text string, good verifiedToken) {
	if len(text) > maxToken {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text, l.good = append(l.text[:0], text...), good
}
