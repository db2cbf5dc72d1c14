package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// TestSeedNeedsNoFetch: bundled keys work without a fetch, even while the key set is unavailable.
func TestSeedNeedsNoFetch_R49_N07(t *testing.T) {
	l := newStoreLab(t)
	l.server.set(down)
	v := l.verifier(t, l.JWKS())
	v.Start()
	l.expect(t, v, l.Access(nil), "", 0)
	l.expect(t, v, l.byKey0(), "", 0)
}

func TestBadSeedIsAsNone(t *testing.T) {
	for _, seed := range []string{"{}", "x", `{"keys":[]}`} {
		l := newStoreLab(t)
		l.expect(t, l.verifier(t, []byte(seed)), l.Access(nil), "", 1)
		if !strings.Contains(l.log.String(), `"reason":"seed"`) {
			t.Errorf("seed %q: nothing in the log: %s", seed, l.log.String())
		}
	}
}

// TestSeedWaitsForTheFirstToken: a cold start for a visitor without a session does not parse keys.
func TestSeedWaitsForTheFirstToken(t *testing.T) {
	l := newStoreLab(t)
	v := l.verifier(t, []byte("a seed that would be complained about"))
	v.Start()
	if _, err := v.VerifyAccess(t.Context(), "no token"); !errors.Is(err, auth.ErrInvalid) {
		t.Errorf("got %v", err)
	}
	if l.log.Len() != 0 || l.server.called() != 0 {
		t.Errorf("the seed was read, or keys were fetched %d times, without need: %s", l.server.called(), l.log.String())
	}
}

func TestFetchIsLogged(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	l.server.set(down)
	v := l.verifier(t, nil)
	l.expect(t, v, l.Access(nil), "unavailable", 1)
	l.server.set(ok(string(l.JWKS())))
	now = now.Add(11 * time.Second)
	l.expect(t, v, l.Access(nil), "", 2)
	for _, event := range []string{"jwks.failed", "jwks.fetched"} {
		if !strings.Contains(l.log.String(), `"event":"`+event+`"`) {
			t.Errorf("no event %s in the log: %s", event, l.log.String())
		}
	}
	if strings.Contains(l.log.String(), l.Kid(0)) || strings.Contains(l.log.String(), l.Kid(1)) {
		t.Errorf("a key id is in the log: %s", l.log.String())
	}
}

func TestRotation_SEC042_SEC045_N07(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	v := l.verifier(t, []byte(l.set(1)))
	old, renewed := l.Access(nil), l.byKey0()
	l.expect(t, v, old, "", 0)
	l.expect(t, v, renewed, "", 1) // the new kid: one fetch, accepted in the same request
	l.expect(t, v, old, "", 1)
	if v.Cached() != 2 {
		t.Errorf("%d tokens in the cache, want 2", v.Cached())
	}

	l.server.set(ok("garbage")) // replaces nothing
	now = now.Add(16 * time.Minute)
	old, renewed = l.Access(nil), l.byKey0()
	l.expect(t, v, old, "", 2)
	l.expect(t, v, renewed, "", 2)

	l.server.set(ok(l.set(0))) // replaces everything, as soon as it is asked again
	now = now.Add(59 * time.Second)
	l.expect(t, v, renewed, "", 2)
	now = now.Add(time.Second)
	l.expect(t, v, renewed, "", 3)
	l.expect(t, v, old, "invalid", 4) // cached a moment ago, but its key is gone: one fetch, which does not find it
	l.expect(t, v, old, "invalid", 4)
}

func TestStaleIfError_SEC046_R49(t *testing.T) {
	tests := []struct {
		name    string
		age     time.Duration
		want    string
		fetches int
	}{
		{"fresh", 15*time.Minute - time.Second, "", 0},
		{"old", 16 * time.Minute, "", 1},
		{"very old", 24*time.Hour - time.Second, "", 1},
		{"too old", 24*time.Hour + time.Second, "unavailable", 1},
		{"clock set back a little", -time.Minute, "", 0},
		{"clock set back by a day", -25 * time.Hour, "unavailable", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newStoreLab(t)
			now := time.Now()
			l.Now = func() time.Time { return now }
			l.server.set(down)
			v := l.verifier(t, l.JWKS())
			l.expect(t, v, l.Access(nil), "", 0)
			now = now.Add(test.age)
			token := l.Access(nil)
			l.expect(t, v, token, test.want, test.fetches)
			l.expect(t, v, token, test.want, test.fetches) // in the pause
		})
	}
}

func TestColdStartWithoutKeys_SEC047(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	l.server.set(down)
	v := l.verifier(t, nil)
	token := l.Access(nil)
	l.expect(t, v, token, "unavailable", 1)
	l.expect(t, v, token, "unavailable", 1)
	l.expect(t, v, "junk", "invalid", 1)
	l.expect(t, v, l.Access(authtest.Claims{"iss": "https://evil.example"}), "invalid", 1)
	now = now.Add(10 * time.Second)
	l.expect(t, v, token, "unavailable", 2)
	l.server.set(ok(string(l.JWKS())))
	l.expect(t, v, token, "unavailable", 2)
	now = now.Add(10 * time.Second)
	l.expect(t, v, token, "", 3)
}

// TestNewKeyIsFetchedWhileRenewalPauses: the long pause applies to known keys, not to new ones.
func TestNewKeyIsFetchedWhileRenewalPauses(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	v := l.verifier(t, []byte(l.set(1)))
	l.server.set(down)
	now = now.Add(16 * time.Minute)
	l.expect(t, v, l.Access(nil), "", 1)
	l.server.set(ok(string(l.JWKS())))
	now = now.Add(10 * time.Second)
	l.expect(t, v, l.Access(nil), "", 1)
	l.expect(t, v, l.byKey0(), "", 2)
}

// TestNewKeyWhileUnknownOnesPause_SEC045: requests with invented key IDs keep the pause going, and must not sign out
// users with the first tokens of a new key: a set that is older than a token cannot tell that its key does not exist.
func TestNewKeyWhileUnknownOnesPause_SEC045(t *testing.T) {
	l := newStoreLab(t)
	now := time.Now()
	l.Now = func() time.Time { return now }
	l.server.set(ok(l.set(1)))
	v := l.verifier(t, []byte(l.set(1)))
	issued := func(at time.Time, header string) string {
		return l.Sign(0, header, l.AccessPayload(authtest.Claims{"iat": at.Unix()}))
	}
	invented := issued(now.Add(-time.Second), `{"kid":"invented","alg":"RS256"}`)
	l.expect(t, v, invented, "invalid", 1) // and the pause begins

	l.server.set(ok(string(l.JWKS()))) // the pool rotates
	now = now.Add(2 * time.Second)
	l.expect(t, v, issued(now, l.Header(0)), "unavailable", 1)
	l.expect(t, v, invented, "invalid", 1)
	l.expect(t, v, issued(now, `{"kid":"invented","alg":"RS256"}`), "invalid", 1)          // nobody can guess the id of a key to come
	l.expect(t, v, issued(now, `{"kid":"of another length","alg":"RS256"}`), "invalid", 1) // as no key of this pool
	l.expect(t, v, issued(now.Add(-2*time.Second), l.Header(0)), "invalid", 1)             // not issued after the set was loaded
	l.expect(t, v, issued(now.Add(time.Hour), l.Header(0)), "invalid", 1)
	now = now.Add(10 * time.Second)
	l.expect(t, v, issued(now, l.Header(0)), "", 2)
}

// TestBadCertificate_K18: a server with an invalid certificate is not asked.
func TestBadCertificate_K18(t *testing.T) {
	l := newStoreLab(t)
	asked := false
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked = true
		_, _ = w.Write(l.JWKS())
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	config := l.Config()
	config.JWKSURL = server.URL
	if _, err := newVerifier(t, config).VerifyAccess(t.Context(), l.Access(nil)); class(err) != "unavailable" || asked {
		t.Errorf("got %v", err)
	}
}

func TestUnknownKeyWhileServerIsDown(t *testing.T) {
	l := newStoreLab(t)
	l.server.set(down)
	v := l.verifier(t, []byte(l.set(1)))
	l.expect(t, v, l.byKey0(), "unavailable", 1) // it may be a new key
	l.expect(t, v, l.byKey0(), "unavailable", 1)
	l.expect(t, v, l.Access(nil), "", 1)
	if _, err := v.VerifyAccess(t.Context(), l.byKey0()); errors.Is(err, auth.ErrInvalid) {
		t.Errorf("an unavailable key must not look like a bad token: %v", err)
	}
}

func TestHangingServerCostsOneTimeout_SEC040_SEC124(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		l.server.set(silent)
		v := l.verifier(t, nil)
		token, begun := l.Access(nil), time.Now()
		l.expect(t, v, token, "unavailable", 1)
		if took := time.Since(begun); took != 1500*time.Millisecond {
			t.Errorf("took %s, want 1.5s", took)
		}
		l.expect(t, v, token, "unavailable", 1)
		if took := time.Since(begun); took != 1500*time.Millisecond {
			t.Errorf("the second request waited too: %s", took)
		}
	})
}

func TestDrippingServer_SEC040_SEC124(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		l.server.set(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(dripping{r.Context()})}, nil
		})
		begun := time.Now()
		l.expect(t, l.verifier(t, nil), l.Access(nil), "unavailable", 1)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

// dripping returns one byte per second until the context ends.
type dripping struct{ ctx context.Context }

func (d dripping) Read(into []byte) (int, error) {
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-time.After(time.Second):
		return copy(into, " "), nil
	}
}

func TestSingleFlight_SEC043_R51(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		good := ok(string(l.JWKS()))
		l.server.set(func(r *http.Request) (*http.Response, error) {
			<-release
			return good(r)
		})
		v := l.verifier(t, nil)
		token := l.Access(nil)
		var group sync.WaitGroup
		for range 200 {
			group.Go(func() {
				if _, err := v.VerifyAccess(t.Context(), token); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if _, err := v.VerifyAccess(hurried, token); !errors.Is(err, auth.ErrUnavailable) ||
			!errors.Is(err, context.DeadlineExceeded) || auth.Reason(err) != "deadline" {
			t.Errorf("the caller with a short deadline got %v", err)
		}
		if took := time.Since(begun); took != 50*time.Millisecond {
			t.Errorf("the caller with a short deadline waited %s", took)
		}
		close(release)
		group.Wait()
		if l.server.called() != 1 {
			t.Errorf("%d fetches, want 1", l.server.called())
		}
	})
}

// TestUnknownKeyIDsAtOnce: a flood during a fetch waits for that one fetch.
func TestUnknownKeyIDsAtOnce_R51(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		good := ok(string(l.JWKS()))
		l.server.set(func(r *http.Request) (*http.Response, error) {
			<-release
			return good(r)
		})
		v := l.verifier(t, l.JWKS())
		payload := l.AccessPayload(nil)
		var group sync.WaitGroup
		for i := range 200 {
			token := l.Sign(1, fmt.Sprintf(`{"kid":"flood %d","alg":"RS256"}`, i), payload)
			group.Go(func() {
				if _, err := v.VerifyAccess(t.Context(), token); class(err) != "invalid" {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		close(release)
		group.Wait()
		l.expect(t, v, l.Sign(1, `{"kid":"one more","alg":"RS256"}`, payload), "invalid", 1)
	})
}

// TestNobodyWaitsNobodyFetches: the fetch ends with its last waiter. The bubble fails if a goroutine remains.
func TestNobodyWaitsNobodyFetches_R50(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		l.server.set(silent)
		v := l.verifier(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if _, err := v.VerifyAccess(ctx, l.Access(nil)); !errors.Is(err, auth.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if took := time.Since(begun); took != 50*time.Millisecond {
			t.Errorf("the fetch ended after %s", took)
		}
		l.expect(t, v, l.Access(nil), "unavailable", 1) // in the pause
	})
}

func TestOldSetServesWhileAnotherRequestFetches(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		l.server.set(silent)
		v := l.verifier(t, l.JWKS())
		l.Now = func() time.Time { return time.Now().Add(16 * time.Minute) }
		token, begun := l.Access(nil), time.Now()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := v.VerifyAccess(t.Context(), token); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		l.expect(t, v, token, "", 1)
		if took := time.Since(begun); took != 0 {
			t.Errorf("waited %s for a fetch that it does not need", took)
		}
		group.Wait()
	})
}

func TestStartFetchesOnce(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		v := l.verifier(t, nil)
		v.Start()
		l.expect(t, v, l.Access(nil), "", 1)
	})
}

// TestStartThatFailsDelaysNobody: the function may have been frozen during the first fetch, so its failure starts no
// pause.
func TestStartThatFailsDelaysNobody(t *testing.T) {
	l := newStoreLab(t)
	synctest.Test(t, func(t *testing.T) {
		l.server.set(silent)
		v := l.verifier(t, nil)
		v.Start()
		synctest.Wait()
		good := ok(string(l.JWKS()))
		l.server.set(good)
		l.expect(t, v, l.Access(nil), "", 2)
	})
}

func TestStormNeedsNoMemory_SEC044(t *testing.T) {
	l := newStoreLab(t)
	v := l.verifier(t, l.JWKS())
	payload := l.AccessPayload(nil)
	storm := func(from, to int) {
		for i := from; i < to; i++ {
			token := l.Sign(1, fmt.Sprintf(`{"kid":"storm %d","alg":"RS256"}`, i), payload)
			if _, err := v.VerifyAccess(t.Context(), token); err == nil {
				t.Fatal("accepted an unknown key id")
			}
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	storm(0, 50)
	before := heap()
	storm(50, 550)
	if after := heap(); after > before+64<<10 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	if v.Cached() != 0 {
		t.Errorf("%d tokens in the cache, want 0", v.Cached())
	}
	runtime.KeepAlive(v)
}
