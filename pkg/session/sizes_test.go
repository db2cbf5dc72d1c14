package session

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"cognitossr/pkg/auth/authtest"
)

var update = flag.Bool("update", false, "write SIZES.md anew")

const sizesFile = "SIZES.md"

// tagLength is the length in bytes of the tag that stands beside it.
const tagLength = 22

// cognitoRefreshToken is the length in bytes of the refresh tokens that Cognito issued when this was measured. Its
// documentation says that sizes may change.
const cognitoRefreshToken = 1852

// TestSizes keeps the table of groups and bytes true, for operators who plan groups.
func TestSizes_SEC052_N06(t *testing.T) {
	pool := authtest.NewPool(t)
	pool.Issuer, pool.ClientID = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123",
		"1example23456789012345678a"
	var out strings.Builder
	fmt.Fprintf(&out, `# How many groups fit into the cookies

Written by a test: go test ./pkg/session -run TestSizes -update

Cognito lists a user's groups in both tokens. This is what the cookies of a session take in a request, in bytes, with tokens of Cognito's form and a
refresh token of %d bytes. The limit is %d for all of the site's cookies together; beyond it signing in ends with the page AUTH-SESSION-TOO-LARGE.

| groups | bytes of a name | ID token | access token | Set-Cookie lines | cookies in a request | signing in |
|---:|---:|---:|---:|---:|---:|---|
`, cognitoRefreshToken, Budget)
	for _, length := range []int{8, 32, 128} {
		for _, count := range []int{0, 1, 5, 10, 20, 40, 60, 80, 100} {
			out.WriteString(sizesRow(t, pool, count, length))
		}
	}
	if *update {
		if err := os.WriteFile(sizesFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(sizesFile)
	if err != nil || string(written) != out.String() {
		t.Errorf("%s is stale (%v): run go test ./pkg/session -run TestSizes -update", sizesFile, err)
	}
}

func sizesRow(t *testing.T, pool *authtest.Pool, count, length int) string {
	t.Helper()
	groups := make([]string, count)
	for i := range groups {
		groups[i] = fmt.Sprintf("%0*d", length, i)
	}
	claims := authtest.Claims{
		"cognito:groups": groups, "nonce": text("n", 43), "at_hash": text("h", 22), "iat": 1790000000,
		"auth_time": 1790000000, "exp": 1790000900,
	}
	id := pool.ID(claims)
	delete(claims, "nonce")
	delete(claims, "at_hash")
	access := pool.Access(claims)
	held, err := save(t, store(false), nil, id, access, text("r", cognitoRefreshToken+len(".")+tagLength))
	row := fmt.Sprintf("| %d | %d | %d | %d | ", count, length, len(id), len(access))
	switch {
	case errors.Is(err, ErrTooLarge):
		return row + "- | - | AUTH-SESSION-TOO-LARGE |\n"
	case err != nil:
		t.Fatal(err)
	}
	if tokens, presence := store(false).Read(request(held...)).Tokens(); presence != Present ||
		tokens.ID.Reveal() != id || tokens.Access.Reveal() != access {
		t.Errorf("%d groups do not come back", count)
	}
	return row + fmt.Sprintf("%d | %d | works |\n", len(held), bytesOf(held))
}
