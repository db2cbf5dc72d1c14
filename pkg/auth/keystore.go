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

	"cognitossr/pkg/singleflight"
)

const (
	// freshFor is how long a key set is used without a fetch; staleFor how long it is used while fetches fail.
	freshFor = 15 * time.Minute
	staleFor = 24 * time.Hour
	// fetchPause is the time between two fetches after one that failed or did not contain the wanted key.
	fetchPause = 10 * time.Second
	// renewalPause is the time between a failed fetch and the next one that only renews the set: a server that hangs
	// must not delay six requests a minute that the old set could serve.
	renewalPause = time.Minute
)

// keySet is the keys of one fetch. It is immutable.
type keySet struct {
	keys   []*publicKey
	loaded time.Time
}

// find returns the key of an ID, or nil.
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

// findByHeader returns the key that has verified a token with exactly this encoded header, or nil.
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
func (s *keySet) holds(key *publicKey) bool { return slices.Contains(s.keys, key) }

// youngerThan reports whether the set is there and was loaded less than limit ago. A clock that was set back makes it
// old, not eternal.
func (s *keySet) youngerThan(limit time.Duration, now time.Time) bool {
	if s == nil {
		return false
	}
	age := now.Sub(s.loaded)
	return age < limit && age > -limit
}

// keyStore holds the current key set and renews it inside requests: a Lambda function is frozen between them, so
// nothing runs in the background.
type keyStore struct {
	fetcher    *fetcher
	now        func() time.Time
	log        *slog.Logger
	rules      disabledRules
	bundled    bool   // whether a key set was shipped with the function
	useBundled func() // makes the bundled key set the current one, once

	current atomic.Pointer[keySet]
	fetches singleflight.Group[bool]

	mu          sync.Mutex
	pausedUntil time.Time
	missing     string // the key ID that the last fetch was made for and did not find, if the pause began with one
	lastFailure error
	failedAt    time.Time
}

// newKeyStore prepares a store. The bundled key set counts as fresh now, but is not parsed before the first token
// comes: most cold starts serve a visitor without one.
func newKeyStore(config Config) *keyStore {
	fetcher := newFetcher(config.HTTPClient, config.JWKSURL)
	s := &keyStore{fetcher: fetcher, now: config.Now, log: config.Log, useBundled: func() {}}
	s.fetches.Abandon = true
	if len(config.JWKS) > 0 {
		loaded := wallClock(config.Now())
		s.bundled = true
		s.useBundled = sync.OnceFunc(func() { s.loadBundled(config.JWKS, loaded) })
	}
	return s
}

// wallClock drops the monotonic reading, which stands still while a function is frozen.
func wallClock(t time.Time) time.Time { return t.Round(0) }

// loadBundled makes the bundled key set the current one. A bad one is logged and then ignored.
func (s *keyStore) loadBundled(text []byte, loaded time.Time) {
	keys, skipped, err := parseKeys(text, s.rules)
	if err != nil {
		s.log.Error("the key set shipped with the function is unusable",
			"event", "jwks.failed", "reason", "seed", "cause", err.Error())
		return
	}
	s.reportSkipped(skipped)
	s.current.CompareAndSwap(nil, &keySet{keys, loaded})
}

// fresh returns the current set if there is one and no fetch is due, or nil.
func (s *keyStore) fresh(now time.Time) *keySet {
	if set := s.current.Load(); set.youngerThan(freshFor, now) {
		return set
	}
	return nil
}

// wantsFetch reports whether a fetch is due for this key id: the set is missing, old, or does not know the id, and no
// pause forbids it.
func (s *keyStore) wantsFetch(id string, now time.Time) bool {
	s.useBundled()
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

// wantsRenewal reports whether a fetch is due although the old set could serve. No request waits for another's fetch
// then. s.mu is held.
func (s *keyStore) wantsRenewal(now time.Time) bool {
	sinceFailure := now.Sub(s.failedAt)
	recent := s.lastFailure != nil && sinceFailure >= 0 && sinceFailure < renewalPause
	return !s.fetches.Running() && !recent && !s.paused(now)
}

// paused reports whether fetching is forbidden at the moment. s.mu is held.
func (s *keyStore) paused(now time.Time) bool {
	left := s.pausedUntil.Sub(now)
	return left > 0 && left <= fetchPause && s.rules.enforced(reasonFetchPause)
}

// pause forbids fetching for a while. s.mu is held.
func (s *keyStore) pause(now time.Time, missing string) {
	s.pausedUntil, s.missing = now.Add(fetchPause), strings.Clone(missing)
}

// missed reports whether the last fetch was triggered by this key ID and did not find it. Nobody can guess the ID of a
// future key.
func (s *keyStore) missed(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.missing == id
}

// find returns the key of an ID from the current set. An ID that is unknown after a failed fetch may be that of a new
// key, which is no fault of the token.
func (s *keyStore) find(id string, now time.Time) (*publicKey, error) {
	s.useBundled()
	set := s.current.Load()
	if !set.youngerThan(staleFor, now) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return nil, unavailable(reasonKeys, s.lastFailure)
	}
	if key := set.find(id); key != nil {
		return key, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lastFailure != nil {
		return nil, unavailable(reasonKeys, s.lastFailure)
	}
	return nil, unknownKey
}

// errOlderSet means that a key ID is unknown while no fetch may be made.
var errOlderSet = errors.New("the token is newer than the key set")

// mayBeNew reports whether a key ID can be that of a key which the pool began to use after the current set was loaded:
// the token was issued later (in seconds since 1970), and the ID is as long as the others, because a pool makes all its
// IDs alike. Requests with invented key IDs keep the pause going; they must not sign out the users who come with the
// first tokens of a new key.
func (s *keyStore) mayBeNew(id string, issued int64, now time.Time) bool {
	set := s.current.Load()
	if set == nil || issued <= set.loaded.Unix() || issued > now.Unix()+leeway {
		return false
	}
	return slices.ContainsFunc(set.keys, func(known *publicKey) bool { return len(known.id) == len(id) })
}

// findFetched fetches the key set and returns the key of an ID from it. An ID that is still unknown starts the pause.
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
		return nil, unavailable(reasonKeys, failure)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pause(now, id)
	return nil, err
}

// replace makes a good fetch the current set. Keys that remain keep their pointer, so that cached tokens stay valid.
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

// reportSkipped logs the keys of a set that cannot be used, by reason and count.
func (s *keyStore) reportSkipped(skipped map[string]int) {
	for reason, count := range skipped {
		level := slog.LevelInfo
		if reason == reasonKeyPrivate.String() || reason == reasonKeyDuplicate.String() {
			level = slog.LevelError // somebody should look at the user pool
		}
		s.log.Log(context.Background(), level, "a key of the key set is not used",
			"event", "jwks.skipped", "reason", reason, "count", count)
	}
}
