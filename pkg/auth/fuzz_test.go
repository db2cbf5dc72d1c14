package auth_test

import (
	"testing"

	"cognitossr/pkg/auth/authtest"
)

// FuzzToken: nothing panics, and no token is accepted but those of the corpus.
func FuzzToken(f *testing.F) {
	pool := standingPool(f)
	known := map[string]bool{}
	for _, c := range authtest.Corpus(pool) {
		if len(c.Token) < 4096 {
			f.Add(c.Token)
		}
		known[c.Token] = true
	}
	verifier := withBundledKeys(f, pool)
	pool.Serve(body(nil))
	f.Fuzz(func(t *testing.T, token string) {
		_, accessErr := verifier.VerifyAccess(t.Context(), token)
		_, idErr := verifier.VerifyID(t.Context(), token)
		if (accessErr == nil || idErr == nil) && !known[token] {
			t.Errorf("accepted a token that nobody signed: %q", token)
		}
	})
}
