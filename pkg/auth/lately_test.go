package auth_test

import (
	"errors"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// TestLastTokenKnowsExactBytesAndItsKind: what was good but for its age is known again in the same role alone, and its
// age is judged anew.
func TestLastTokenKnowsExactBytesAndItsKind_SEC036(t *testing.T) {
	pool := authtest.NewPool(t)
	now := time.Unix(1_790_000_000, 0)
	pool.Now = func() time.Time { return now }
	verifier := withBundledKeys(t, pool)
	early := authtest.Claims{"iat": now.Unix() + 60, "auth_time": now.Unix() + 60, "exp": now.Unix() + 120}
	access, id := pool.Access(early), pool.ID(early)
	for _, step := range []struct {
		after time.Duration
		want  authtest.Want
	}{{0, authtest.NotYet}, {time.Minute, authtest.Accepted}, {time.Minute, authtest.Expired}} {
		now = now.Add(step.after)
		for range 2 {
			if _, err := verifier.VerifyPair(t.Context(), id, access); classify(err) != step.want {
				t.Errorf("at %s: %v, want %s", now, err, step.want)
			}
			if _, err := verifier.SessionIgnoringExpiry(t.Context(), access); err != nil {
				t.Errorf("at %s: %v", now, err)
			}
		}
	}
	for name, verify := range map[string]func() error{
		"access token as ID token": func() error { _, err := verifier.VerifyID(t.Context(), access); return err },
		"ID token as access token": func() error { _, err := verifier.SessionIgnoringExpiry(t.Context(), id); return err },
		"with a byte more":         func() error { _, err := verifier.SessionIgnoringExpiry(t.Context(), access+"A"); return err },
		"with a byte less": func() error {
			_, err := verifier.SessionIgnoringExpiry(t.Context(), access[:len(access)-1])
			return err
		},
		"nothing": func() error { _, err := verifier.SessionIgnoringExpiry(t.Context(), ""); return err },
	} {
		if err := verify(); classify(err) != authtest.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLastTokenGoesWithItsKey: what the last token was good for ends with its key, as for those in the cache.
func TestLastTokenGoesWithItsKey_SEC042(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	verifier := l.verifier(t, []byte(l.set(1)))
	token := l.Access(authtest.Claims{"exp": now.Unix() - 1})
	if _, err := verifier.SessionIgnoringExpiry(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	l.server.set(ok(l.set(0)))
	now = now.Add(16 * time.Minute)
	if _, err := verifier.SessionIgnoringExpiry(t.Context(), token); !errors.Is(err, auth.ErrUnknownKey) {
		t.Errorf("its key is gone, and it is %v", err)
	}
}
