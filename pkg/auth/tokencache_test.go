package auth_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
)

func TestTokenCacheIsBounded_SEC036(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := withBundledKeys(t, pool)
	for i := range 300 {
		claims := authtest.Claims{"jti": fmt.Sprint(i)}
		if _, err := verifier.VerifyPair(t.Context(), pool.ID(claims), pool.Access(claims)); err != nil {
			t.Fatal(err)
		}
	}
	if verifier.Cached() != 256 {
		t.Errorf("%d tokens in the cache, want 256", verifier.Cached())
	}
}

func TestTokenCacheForgetsAtExpiry_SEC036(t *testing.T) {
	pool := authtest.NewPool(t)
	now := time.Unix(1_790_000_000, 0)
	pool.Now = func() time.Time { return now }
	verifier := withBundledKeys(t, pool)
	token := pool.Access(authtest.Claims{"exp": now.Unix() + 60})
	for _, step := range []struct {
		after time.Duration
		want  authtest.Want
		kept  int
	}{{0, authtest.Accepted, 1}, {59 * time.Second, authtest.Accepted, 1}, {time.Second, authtest.Expired, 0},
		{time.Second, authtest.Expired, 0}} {
		now = now.Add(step.after)
		_, err := verifier.VerifyAccess(t.Context(), token)
		if classify(err) != step.want || verifier.Cached() != step.kept {
			t.Errorf("at %s: %v with %d in the cache, want %s with %d", now, err, verifier.Cached(), step.want, step.kept)
		}
	}
}

// TestTokenCacheKnowsExactBytesOnly: neither a twin of a cached token nor the token in another role comes from the
// cache.
func TestTokenCacheKnowsExactBytesOnly_SEC036(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := withBundledKeys(t, pool)
	access, id := pool.Access(nil), pool.ID(nil)
	if _, err := verifier.VerifyPair(t.Context(), id, access); err != nil {
		t.Fatal(err)
	}
	for name, verify := range map[string]func() error{
		"access token as ID token": func() error { _, err := verifier.VerifyID(t.Context(), access); return err },
		"ID token as access token": func() error { _, err := verifier.VerifyAccess(t.Context(), id); return err },
		"with a byte more":         func() error { _, err := verifier.VerifyAccess(t.Context(), access+"A"); return err },
		"with a byte less":         func() error { _, err := verifier.VerifyAccess(t.Context(), access[:len(access)-1]); return err },
	} {
		if err := verify(); classify(err) != authtest.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConcurrentVerification(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := newVerifier(t, pool.Config())
	verifier.Start()
	tokens := make([]string, 160) // more than the cache holds
	for i := range tokens {
		tokens[i] = pool.Access(authtest.Claims{"sub": fmt.Sprint(i)})
	}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 2 * len(tokens) {
				index := (i + worker*17) % len(tokens)
				token, err := verifier.VerifyAccess(t.Context(), tokens[index])
				if err != nil || token.Subject() != fmt.Sprint(index) {
					t.Errorf("token %d: %v", index, err)
					return
				}
			}
		})
	}
	group.Wait()
	if pool.Fetches() != 1 {
		t.Errorf("%d fetches, want 1", pool.Fetches())
	}
}

func TestRememberedTokenIsNotTheCallersToChange(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := withBundledKeys(t, pool)
	token := pool.Access(nil)
	first, err := verifier.VerifyAccess(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	first.Groups()[0] = "admin"
	second, err := verifier.VerifyAccess(t.Context(), token)
	if err != nil || second.InGroup("admin") {
		t.Errorf("groups are %v, %v", second.Groups(), err)
	}
}
