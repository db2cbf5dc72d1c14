package auth

import (
	"context"
	"time"
)

// flight is one fetch that any number of requests wait for, each only as long as its own context lets it. It ends
// within fetchTimeout, or as soon as nobody waits any more, so that no goroutine outlives the requests.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	early   bool // begun while the function starts; its failure says little, because the function may have been frozen meanwhile
	err     error
}

// fetch waits for a fetch that is under way, or begins one.
func (s *keyStore) fetch(ctx context.Context) error {
	f := s.board(false)
	err := s.wait(ctx, f)
	if err != nil && f.early && ctx.Err() == nil {
		err = s.wait(ctx, s.board(false))
	}
	return err
}

// board joins the flight, or begins it.
func (s *keyStore) board(early bool) *flight {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flight == nil {
		ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
		s.flight = &flight{done: make(chan struct{}), cancel: cancel, early: early}
		go s.fly(ctx, s.flight)
	}
	s.flight.waiters++
	return s.flight
}

// wait waits for the end of a flight or of ctx.
func (s *keyStore) wait(ctx context.Context, f *flight) error {
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		s.leave(f)
		return ctx.Err()
	}
}

// leave stops waiting. The last one to leave ends the flight.
func (s *keyStore) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters > 0 {
		return
	}
	f.cancel()
	if s.flight == f {
		s.flight = nil
		s.pause(wallClock(s.now()), "")
	}
}

// fly fetches the key set once. Only a good answer replaces the current set.
func (s *keyStore) fly(ctx context.Context, f *flight) {
	defer close(f.done)
	defer f.cancel()
	begun := time.Now()
	keys, skipped, err := s.load(ctx)
	now := wallClock(s.now())
	s.land(f, keys, err, now)
	took := time.Since(begun).Milliseconds()
	if err != nil {
		s.log.Warn("the key set could not be fetched", "event", "jwks.failed", "reason", reasonKeys.String(), "cause", err.Error(), "duration_ms", took)
		return
	}
	s.reportSkipped(skipped)
	s.log.Info("the key set was fetched", "event", "jwks.fetched", "keys", len(keys), "duration_ms", took)
}

// land takes over what a flight brought. One that was given up by everybody changes nothing.
func (s *keyStore) land(f *flight, keys []*publicKey, err error, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.err = err
	if s.flight != f {
		return
	}
	s.flight, s.lastFailure = nil, err
	switch {
	case err == nil:
		s.replace(keys, now)
	case !f.early:
		s.failedAt = now
		s.pause(now, "")
	}
}

// load asks for the key set and reads it.
func (s *keyStore) load(ctx context.Context) ([]*publicKey, map[string]int, error) {
	text, err := s.fetcher.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	return parseKeys(text, s.rules)
}
