//go:build !race

package auth_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// TestAllocations: a new token allocates at most 20 times, a cached one never. The race detector itself allocates.
func TestAllocations_N20(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := withBundledKeys(t, pool)
	ids, accesses := make([]string, 300), make([]string, 300)
	for i := range ids {
		claims := authtest.Claims{"jti": fmt.Sprint(i), "cognito:groups": []string{"readers", "admin"}, "nonce": "n",
			"at_hash": "h"}
		ids[i], accesses[i] = pool.ID(claims), pool.Access(claims)
	}
	past := authtest.Claims{"exp": time.Now().Add(-time.Minute).Unix(), "iat": time.Now().Add(-time.Hour).Unix(),
		"auth_time": time.Now().Add(-time.Hour).Unix()}
	oldID, oldAccess := pool.ID(past), pool.Access(past)
	next := 0
	tests := []struct {
		name   string
		budget float64
		work   func() error
	}{
		{
			"new access token", 20,
			func() error { next++; _, err := verifier.VerifyAccess(t.Context(), accesses[next%300]); return err },
		},
		{
			"new ID token", 20,
			func() error { next++; _, err := verifier.VerifyID(t.Context(), ids[next%300]); return err },
		},
		{
			"cached access token", 0,
			func() error { _, err := verifier.VerifyAccess(t.Context(), accesses[0]); return err },
		},
		{"cached ID token", 0, func() error { _, err := verifier.VerifyID(t.Context(), ids[0]); return err }},
		{ // a signature alone allocates nine times
			"expired pair, asked about again", 5,
			func() error {
				if _, err := verifier.VerifyPair(t.Context(), oldID, oldAccess); !errors.Is(err, auth.ErrExpired) {
					return fmt.Errorf("expired pair: %w", err)
				}
				return nil
			},
		},
		{
			"session of an expired token, asked about again", 2,
			func() error { _, err := verifier.SessionIgnoringExpiry(t.Context(), oldAccess); return err },
		},
		{
			"session of a cached token", 2,
			func() error { _, err := verifier.SessionIgnoringExpiry(t.Context(), accesses[0]); return err },
		},
		{
			"cached pair", 1,
			func() error { _, err := verifier.VerifyPair(t.Context(), ids[0], accesses[0]); return err },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var failure error
			got := testing.AllocsPerRun(200, func() {
				if err := test.work(); err != nil {
					failure = err
				}
			})
			if failure != nil {
				t.Fatal(failure)
			}
			if got > test.budget {
				t.Errorf("%.0f allocations, want at most %.0f", got, test.budget)
			}
			t.Logf("%.0f allocations", got)
		})
	}
}

// TestWorstCaseMemory_SEC037: no token of the corpus makes the verifier allocate a megabyte.
func TestWorstCaseMemory_SEC037(t *testing.T) {
	pool := standingPool(t)
	cases := append(authtest.Corpus(pool), authtest.Case{ID: "T-56", Name: "10 MB", Token: strings.Repeat("junk", 2_621_440)})
	verifier := withBundledKeys(t, pool)
	if _, err := verifier.VerifyAccess(t.Context(), pool.Access(nil)); err != nil { // parses the seed
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Fetches > 0 {
			continue // a fetch may cost what the network costs
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		verdict(t, verifier, c)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 256<<10 {
			t.Errorf("%s %s: %d bytes", c.ID, c.Name, used)
		}
	}
}
