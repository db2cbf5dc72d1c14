package auth_test

import (
	"fmt"
	"testing"

	"cognitossr/pkg/auth/authtest"
)

func BenchmarkVerifyDistinct(b *testing.B) {
	pool := authtest.NewPool(b)
	config := pool.Config()
	config.JWKS = pool.JWKS()
	verifier := newVerifier(b, config)
	tokens := make([]string, 512)
	for i := range tokens {
		tokens[i] = pool.Access(authtest.Claims{"jti": fmt.Sprintf("0b0f6f8e-4f0a-4a52-9f5e-%012d", i)})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := verifier.VerifyAccess(b.Context(), tokens[i%len(tokens)]); err != nil {
			b.Fatal(err)
		}
	}
}
