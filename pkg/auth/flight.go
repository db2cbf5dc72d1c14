package auth

import (
	"context"
	"errors"
	"time"

	"cognitossr/pkg/singleflight"
)

// fetch waits for the fetch that is running, or starts one. The failure of one that began early, while the function
// started, says little, because the function may have been frozen meanwhile: then there is a second one.
func (s *keyStore) fetch(ctx context.Context) error {
	early, err := s.wait(ctx, s.join(false))
	if err != nil && early && ctx.Err() == nil {
		_, err = s.wait(ctx, s.join(false))
	}
	return err
}

// join returns the fetch that is running, or starts one. It ends within fetchTimeout, or as soon as nobody waits for it
// any more, so that no goroutine outlives the requests. Its value is whether it began early.
func (s *keyStore) join(early bool) *singleflight.Call[bool] {
	return s.fetches.Join(fetchTimeout, func(ctx context.Context) (bool, error) {
		return early, s.run(ctx, early)
	})
}

// wait waits for the end of a fetch or of ctx. A fetch that is given up starts a pause.
func (s *keyStore) wait(ctx context.Context, call *singleflight.Call[bool]) (early bool, err error) {
	early, abandoned, err := call.Wait(ctx)
	if abandoned {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pause(wallClock(s.now()), "")
	}
	return early, err
}

// run fetches the key set once. Only a good answer replaces the current set.
func (s *keyStore) run(ctx context.Context, early bool) error {
	began := time.Now()
	keys, skipped, err := s.fetchKeys(ctx)
	if !errors.Is(context.Cause(ctx), singleflight.ErrAbandoned) {
		s.finish(keys, err, early)
	}
	took := time.Since(began).Milliseconds()
	if err != nil {
		s.log.Warn("the key set could not be fetched",
			"event", "jwks.failed", "reason", reasonKeys.String(), "cause", err.Error(), "duration_ms", took)
		return err
	}
	s.reportSkipped(skipped)
	s.log.Info("the key set was fetched", "event", "jwks.fetched", "keys", len(keys), "duration_ms", took)
	return nil
}

// finish stores the result of a fetch.
func (s *keyStore) finish(keys []*publicKey, err error, early bool) {
	now := wallClock(s.now())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastFailure = err
	switch {
	case err == nil:
		s.replace(keys, now)
	case !early:
		s.failedAt = now
		s.pause(now, "")
	}
}

// fetchKeys requests the key set and parses it.
func (s *keyStore) fetchKeys(ctx context.Context) ([]*publicKey, map[string]int, error) {
	text, err := s.fetcher.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	return parseKeys(text, s.rules)
}
