package auth_test

import (
	"errors"
	"testing"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

func newVerifier(t testing.TB, config auth.Config) *auth.Verifier {
	t.Helper()
	verifier, err := auth.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

// The tokens of package authtest are signed as Cognito signs, so that tests need no other verifier (S-35).
func TestVerifyPairAcceptsTokensOfOneUser_S35(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := newVerifier(t, pool.Config())
	for range 2 { // the second time from the cache
		identity, err := verifier.VerifyPair(t.Context(), pool.ID(nil),
			pool.Access(authtest.Claims{"cognito:groups": []string{"admin", "readers"}}))
		if err != nil {
			t.Fatal(err)
		}
		if identity.Subject() != authtest.Subject || identity.Email() != authtest.Email || !identity.InGroup("admin") ||
			identity.InGroup("Admin") {
			t.Errorf("identity is %s, %s, %v", identity.Subject(), identity.Email(), identity.Groups())
		}
	}
	if pool.Fetches() != 1 {
		t.Errorf("%d fetches of the key set, want 1", pool.Fetches())
	}
}

// TestSwappedTokens: each token in place of the other, alone and as a pair, new and cached.
func TestSwappedTokens_R52(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := newVerifier(t, pool.Config())
	id, access := pool.ID(nil), pool.Access(nil)
	for range 2 {
		_, asID := verifier.VerifyID(t.Context(), access)
		_, asAccess := verifier.VerifyAccess(t.Context(), id)
		_, swapped := verifier.VerifyPair(t.Context(), access, id)
		_, idTwice := verifier.VerifyPair(t.Context(), id, id)
		_, accessTwice := verifier.VerifyPair(t.Context(), access, access)
		for name, err := range map[string]error{"access as ID": asID, "ID as access": asAccess, "swapped": swapped,
			"ID twice": idTwice, "access twice": accessTwice} {
			if !errors.Is(err, auth.ErrInvalid) || auth.Reason(err) != "token_use" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := verifier.VerifyPair(t.Context(), id, access); err != nil {
			t.Errorf("each in its own place: %v", err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	pool := authtest.NewPool(t)
	verifier := newVerifier(t, pool.Config())
	now := pool.Now().Unix()
	access := pool.Access(nil)
	tests := []struct {
		name, token string
		want        error
		reason      string
	}{
		{"expired", pool.Access(authtest.Claims{"exp": now - 1, "iat": now - 900}), auth.ErrExpired, "exp"},
		{
			"an expired token that somebody else signed",
			pool.Access(authtest.Claims{"exp": now - 1})[:len(access)-20] + "AAAAAAAAAAAAAAAAAAAA", auth.ErrInvalid,
			"signature",
		},
		{"an ID token", pool.ID(nil), auth.ErrInvalid, "token_use"},
		{"another client", pool.Access(authtest.Claims{"client_id": "other"}), auth.ErrInvalid, "client_id"},
		{"another issuer", pool.Access(authtest.Claims{"iss": pool.Issuer + "/"}), auth.ErrInvalid, "iss"},
		{"nothing", "", auth.ErrInvalid, "form"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := verifier.VerifyAccess(t.Context(), test.token)
			if !errors.Is(err, test.want) || auth.Reason(err) != test.reason {
				t.Errorf("got %v, want %v: %s", err, test.want, test.reason)
			}
		})
	}
}
