package auth_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// twoIssuers are a pool that changes its issuer, as it was and as it becomes, and a verifier that accepts both.
func twoIssuers(t *testing.T) (original, updated *authtest.Pool, config auth.Config) {
	t.Helper()
	original, updated = authtest.NewPool(t), authtest.NewPool(t)
	updated.Issuer = strings.Replace(original.Issuer, "cognito-idp", "issuer-cognito-idp", 1)
	updated.ClientID = original.ClientID
	config = original.Config()
	config.OtherIssuer, config.OtherJWKSURL = updated.Issuer, updated.JWKSURL
	return original, updated, config
}

// Each issuer's tokens are verified with its own keys, and a session is of one issuer.
func TestBothIssuersOfAPool_SEC031_N50(t *testing.T) {
	original, updated, config := twoIssuers(t)
	verifier := newVerifier(t, config)
	account := verifier.ForClient("account")
	for range 2 { // the second time from the cache, where it can be
		for name, pool := range map[string]*authtest.Pool{"original": original, "updated": updated} {
			if _, err := verifier.VerifyPair(t.Context(), pool.ID(nil), pool.Access(nil)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			session, err := verifier.SessionIgnoringExpiry(t.Context(),
				pool.Access(authtest.Claims{"exp": time.Now().Unix() - 1}))
			if err != nil || session.Subject != authtest.Subject {
				t.Errorf("%s, expired: %v", name, err)
			}
			if _, err := account.VerifyAccess(t.Context(), pool.Access(authtest.Claims{"client_id": "account"})); err != nil {
				t.Errorf("%s, of the other client: %v", name, err)
			}
		}
		for name, pair := range map[string][2]string{
			"ID of the original": {original.ID(nil), updated.Access(nil)},
			"ID of the updated":  {updated.ID(nil), original.Access(nil)},
		} {
			if _, err := verifier.VerifyPair(t.Context(), pair[0], pair[1]); auth.Reason(err) != "pair" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if original.Fetches() != 1 || updated.Fetches() != 1 {
		t.Errorf("%d and %d fetches of the key sets, want one each", original.Fetches(), updated.Fetches())
	}
}

// Neither accepts a name of a third, nor the other's name over its own keys.
func TestNoThirdIssuer_SEC031_N50(t *testing.T) {
	original, updated, config := twoIssuers(t)
	verifier := newVerifier(t, config)
	for name, token := range map[string]string{
		"another pool": updated.Access(authtest.Claims{"iss": updated.Issuer + "2"}),
		"another Region": updated.Access(authtest.Claims{"iss": strings.Replace(updated.Issuer,
			"eu-west-1.", "eu-west-2.", 1)}),
		"a closing slash":               original.Access(authtest.Claims{"iss": original.Issuer + "/"}),
		"no issuer":                     original.Access(authtest.Claims{"iss": nil}),
		"the updated with others' keys": original.Access(authtest.Claims{"iss": updated.Issuer}),
		"the original, likewise":        updated.Access(authtest.Claims{"iss": original.Issuer}),
	} {
		if _, err := verifier.VerifyAccess(t.Context(), token); !errors.Is(err, auth.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, pool := range map[string]*authtest.Pool{"original": original, "updated": updated} {
		_, err := newVerifier(t, pool.Config()).VerifyAccess(t.Context(), map[string]*authtest.Pool{"original": updated,
			"updated": original}[name].Access(nil))
		if !errors.Is(err, auth.ErrInvalid) {
			t.Errorf("the other's token where %s alone is configured: %v", name, err)
		}
	}
	config.OtherJWKSURL = "http://example.com/keys"
	if _, err := auth.New(config); err == nil {
		t.Error("the other key set may be fetched without TLS")
	}
}
