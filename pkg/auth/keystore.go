package auth

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// freshFor is how long a key set is used without asking again; staleFor how long it is used when asking fails.
	freshFor = 15 * time.Minute
	staleFor = 24 * time.Hour
	// fetchPause separates two fetches after one that failed or did not bring the key that was asked for.
	fetchPause = 10 * time.Second
	// renewalPause separates a fetch that failed from the next one that is made for the sake of freshness alone: a server that hangs shall not hold up
	// six requests a minute that the old set could serve.
	renewalPause = time.Minute
)

// keySet is the keys of one fetch. It is immutable.
type keySet struct {
	keys   []*publicKey
	loaded time.Time
}

// find gives the key of an id, or nil.
func (s *keySet) find(id string) *publicKey {
	if s == nil {
		return nil
	}
	for _, key := range s.keys {
		if key.id == id {
			return key
		}
	}
	return nil
}

// findByHeader gives the key that has verified a token with exactly this encoded header, or nil.
func (s *keySet) findByHeader(part string) *publicKey {
	if s == nil {
		return nil
	}
	for _, key := range s.keys {
		if known := key.header.Load(); known != nil && *known == part {
			return key
		}
	}
	return nil
}

// holds reports whether the set has exactly this key.
func (s *keySet) holds(key *publicKey) bool {
	for _, held := range s.keys {
		if held == key {
			return true
		}
	}
	return false
}

// youngerThan reports whether the set is there and was loaded less than limit ago. A clock that was set back makes it old, not eternal.
func (s *keySet) youngerThan(limit time.Duration, now time.Time) bool {
	if s == nil {
		return false
	}
	age := now.Sub(s.loaded)
	return age < limit && age > -limit
}

// keyStore holds the current key set and renews it inside requests: a Lambda function is frozen between them, so nothing runs in the background.
type keyStore struct {
	fetcher *fetcher
	now     func() time.Time
	log     *slog.Logger
	off     guardSet
	seed    func() // loads the seed, once
	seeded  bool   // whether there is one

	current atomic.Pointer[keySet]

	mu          sync.Mutex
	flight      *flight
	pausedUntil time.Time
	missing     string // the key id that the pause began with, when it was because of one
	lastFailure error
	failedAt    time.Time
}

// newKeyStore prepares a store. The seed counts as fresh now, but is not parsed before the first token comes: most cold starts serve a visitor without one.
func newKeyStore(config Config) *keyStore {
	s := &keyStore{fetcher: newFetcher(config.HTTPClient, config.JWKSURL), now: config.Now, log: config.Log, seed: func() {}}
	if len(config.JWKS) > 0 {
		loaded := wallClock(config.Now())
		s.seeded = true
		s.seed = sync.OnceFunc(func() { s.plant(config.JWKS, loaded) })
	}
	return s
}

// wallClock drops the monotonic reading, which stands still while a function is frozen.
func wallClock(t time.Time) time.Time { return t.Round(0) }

// plant makes the seed the current set. A bad seed is reported and then as if there were none.
func (s *keyStore) plant(text []byte, loaded time.Time) {
	keys, skipped, err := parseKeys(text, s.off)
	if err != nil {
		s.log.Error("the key set shipped with the function is unusable", "event", "jwks.failed", "reason", "seed", "cause", err.Error())
		return
	}
	s.reportSkipped(skipped)
	s.current.CompareAndSwap(nil, &keySet{keys, loaded})
}

// fresh gives the current set if there is one already and no fetch is due, else nil.
func (s *keyStore) fresh(now time.Time) *keySet {
	if set := s.current.Load(); set.youngerThan(freshFor, now) {
		return set
	}
	return nil
}

// wantsFetch reports whether a fetch is due for this key id: the set is missing, old, or does not know the id, and no pause forbids it.
func (s *keyStore) wantsFetch(id string, now time.Time) bool {
	s.seed()
	if s.fresh(now).find(id) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.current.Load()
	if old.youngerThan(staleFor, now) && old.find(id) != nil {
		return s.wantsRenewal(now)
	}
	return !s.paused(now)
}

// wantsRenewal reports whether a fetch is due although the old set could serve. Nobody waits for a fetch of somebody else then. s.mu is held.
func (s *keyStore) wantsRenewal(now time.Time) bool {
	sinceFailure := now.Sub(s.failedAt)
	recent := s.lastFailure != nil && sinceFailure >= 0 && sinceFailure < renewalPause
	return s.flight == nil && !recent && !s.paused(now)
}

// paused reports whether fetching is forbidden for the moment. s.mu is held.
func (s *keyStore) paused(now time.Time) bool {
	left := s.pausedUntil.Sub(now)
	return left > 0 && left <= fetchPause && s.off.on(guardFetchPause)
}

// pause forbids fetching for a while. s.mu is held.
func (s *keyStore) pause(now time.Time, missing string) {
	s.pausedUntil, s.missing = now.Add(fetchPause), strings.Clone(missing)
}

// missed reports whether the last fetch was made for the sake of this key id, in vain. Nobody can guess the id of a key to come.
func (s *keyStore) missed(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.missing == id
}

// find gives the key of an id from what is there. An id that is unknown after a failed fetch may be that of a new key: that is no fault of the token.
func (s *keyStore) find(id string, now time.Time) (*publicKey, error) {
	s.seed()
	set := s.current.Load()
	if !set.youngerThan(staleFor, now) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return nil, unavailable(reasonUnavailable, s.lastFailure)
	}
	if key := set.find(id); key != nil {
		return key, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lastFailure != nil {
		return nil, unavailable(reasonUnavailable, s.lastFailure)
	}
	return nil, refused(guardKid)
}

// errOlderSet is said of a key id that is unknown while no fetch may be made.
var errOlderSet = errors.New("the token is newer than the key set")

// mayBeNew reports whether a key id can be that of a key which the pool began to use after the current set was loaded: the token was issued, in seconds
// since 1970, later than that, and the id is as long as the others, for a pool makes all its ids alike. Whoever invents key ids keeps the pause going, and
// those who come with the first tokens of a new key must not be signed out by it.
func (s *keyStore) mayBeNew(id string, issued int64) bool {
	set := s.current.Load()
	if set == nil || issued <= set.loaded.Unix() {
		return false
	}
	return slices.ContainsFunc(set.keys, func(known *publicKey) bool { return len(known.id) == len(id) })
}

// findFetched fetches and gives the key of an id from what is there then. An id that is unknown even so starts the pause.
func (s *keyStore) findFetched(ctx context.Context, id string) (*publicKey, error) {
	failure := s.fetch(ctx)
	now := wallClock(s.now())
	key, err := s.find(id, now)
	switch {
	case key != nil:
		return key, nil
	case ctx.Err() != nil:
		return nil, unavailable(reasonDeadline, ctx.Err())
	case failure != nil:
		return nil, unavailable(reasonUnavailable, failure)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pause(now, id)
	return nil, err
}

// replace makes a good fetch the current set, completely. Keys that stay keep their pointer, so that remembered tokens stay known.
func (s *keyStore) replace(keys []*publicKey, loaded time.Time) {
	if old := s.current.Load(); old != nil {
		for i, key := range keys {
			if before := old.find(key.id); before != nil && before.same(key) {
				keys[i] = before
			}
		}
	}
	s.current.Store(&keySet{keys, loaded})
}

// reportSkipped logs the keys that a set has but that cannot be used, by reason and count.
func (s *keyStore) reportSkipped(skipped map[string]int) {
	for reason, count := range skipped {
		level := slog.LevelInfo
		if reason == guardNames[guardKeyPrivate] || reason == guardNames[guardKeyDuplicate] {
			level = slog.LevelError // somebody should look at the user pool
		}
		s.log.Log(context.Background(), level, "a key of the key set is not used", "event", "jwks.skipped", "reason", reason, "count", count)
	}
}
