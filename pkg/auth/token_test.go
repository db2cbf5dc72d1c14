package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

func TestIDTokenTellsItsClaims(t *testing.T) {
	pool := standingPool(t)
	now := pool.Now().UTC()
	access := pool.Access(nil)
	sum := sha256.Sum256([]byte(access))
	token, err := withBundledKeys(t, pool).VerifyID(t.Context(), pool.ID(authtest.Claims{
		"nonce": "n-1", "at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]), "auth_time": now.Unix() - 3600,
		"email": "\u00e6@example.com",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if token.Subject() != authtest.Subject || token.Email() != "æ@example.com" || !token.EmailVerified() ||
		token.Nonce() != "n-1" || token.AtHash() == "" {
		t.Errorf("got %s, %s, %t, %s, %s", token.Subject(), token.Email(), token.EmailVerified(), token.Nonce(),
			token.AtHash())
	}
	if !token.IssuedAt().Equal(now.Add(-10*time.Second)) || !token.ExpiresAt().Equal(now.Add(15*time.Minute)) ||
		!token.AuthTime().Equal(now.Add(-time.Hour)) {
		t.Errorf("times are %s, %s, %s", token.IssuedAt(), token.ExpiresAt(), token.AuthTime())
	}
	if !token.IssuedWith(access) || token.IssuedWith(access+"x") {
		t.Error("at_hash is not compared")
	}
}

func TestIDTokenWithoutAtHashFitsAnyAccessToken(t *testing.T) {
	pool := standingPool(t)
	token, err := withBundledKeys(t, pool).VerifyID(t.Context(), pool.ID(nil))
	if err != nil || !token.IssuedWith("anything") {
		t.Errorf("got %v", err)
	}
}

func TestEmailVerified_T99(t *testing.T) {
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	tests := []struct {
		name  string
		value any
		want  bool
	}{{"true", true, true}, {"false", false, false}, {"the text true", "true", true},
		{"the text false", "false", false}, {"missing", nil, false}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			token, err := verifier.VerifyID(t.Context(), pool.ID(authtest.Claims{"email_verified": test.value}))
			if err != nil || token.EmailVerified() != test.want {
				t.Errorf("got %v, %v", token, err)
			}
		})
	}
}

func TestStrangeAddressesAreForDisplay_T101(t *testing.T) {
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	for _, email := range []string{"admin@corp@evil.example", `"admin"@corp.example`, "аdmin@example.com", ""} {
		token, err := verifier.VerifyID(t.Context(), pool.ID(authtest.Claims{"email": email}))
		if err != nil || token.Email() != email {
			t.Errorf("%q: got %v", email, err)
		}
	}
}

func TestAccessTokenTellsItsClaims(t *testing.T) {
	pool := standingPool(t)
	groups := []string{"admin", "readers", "admin"}
	token, err := withBundledKeys(t, pool).VerifyAccess(t.Context(), pool.Access(authtest.Claims{
		"cognito:groups": groups, "scope": "openid  api/read email", "origin_jti": "o-1", "username": "ada", "auth_time": nil,
	}))
	if err != nil {
		t.Fatal(err)
	}
	if token.Subject() != authtest.Subject || token.Username() != "ada" || token.OriginJTI() != "o-1" ||
		!slices.Equal(token.Groups(), groups) {
		t.Errorf("got %s, %s, %s, %v", token.Subject(), token.Username(), token.OriginJTI(), token.Groups())
	}
	if !token.AuthTime().IsZero() {
		t.Errorf("auth_time is %s, want the zero time", token.AuthTime())
	}
	for scope, want := range map[string]bool{"openid": true, "api/read": true, "email": true, "": false, "api": false,
		"read": false, "openid email": false, "OPENID": false} {
		if token.HasScope(scope) != want {
			t.Errorf("scope %q: %t", scope, !want)
		}
	}
}

func TestIdentityEndsWithItsFirstToken(t *testing.T) {
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	soon, late := pool.Now().Unix()+60, pool.Now().Unix()+600
	for _, exp := range [][2]int64{{soon, late}, {late, soon}} {
		identity, err := verifier.VerifyPair(t.Context(), pool.ID(authtest.Claims{"exp": exp[0]}),
			pool.Access(authtest.Claims{"exp": exp[1]}))
		if err != nil || identity.ExpiresAt().Unix() != soon {
			t.Fatalf("got %v", err)
		}
		if identity.AuthTime().Unix() != pool.Now().Unix()-10 || identity.Email() != authtest.Email ||
			len(identity.Groups()) != 1 {
			t.Errorf("got %s, %s, %v", identity.AuthTime(), identity.Email(), identity.Groups())
		}
	}
}

// TestGroupsOfTheIDTokenCountForNothing_T105: only the access token decides.
func TestGroupsOfTheIDTokenCountForNothing_T105(t *testing.T) {
	pool := standingPool(t)
	identity, err := withBundledKeys(t, pool).VerifyPair(t.Context(),
		pool.ID(authtest.Claims{"cognito:groups": []string{"admin"}}), pool.Access(nil))
	if err != nil || identity.InGroup("admin") {
		t.Errorf("groups are %v, %v", identity.Groups(), err)
	}
}

func TestSessionIgnoringExpiry(t *testing.T) {
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	expired := authtest.Claims{"exp": pool.Now().Unix() - 100, "iat": pool.Now().Unix() - 1000}
	access := pool.Access(expired)
	tests := []struct {
		name, token string
		want        error
	}{
		{"good", pool.Access(nil), nil},
		{"expired", access, nil},
		{"expired ID token", pool.ID(expired), auth.ErrInvalid},
		{"bad signature", access[:len(access)-8] + "AAAAAAAA", auth.ErrInvalid},
		{"no expiry", pool.Access(authtest.Claims{"exp": nil}), auth.ErrInvalid},
		{"nothing", "", auth.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old, err := verifier.SessionIgnoringExpiry(t.Context(), test.token)
			if !errors.Is(err, test.want) || (old.Subject == authtest.Subject) != (test.want == nil) ||
				(old.OriginJTI != "") != (test.want == nil) {
				t.Errorf("got %v, %v", old, err)
			}
		})
	}
	if _, err := verifier.VerifyAccess(t.Context(), access); !errors.Is(err, auth.ErrExpired) {
		t.Errorf("the expired token is cached: %v", err)
	}
}

func TestNewRefusesBadConfiguration_SEC039(t *testing.T) {
	good := auth.Config{
		Issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc", ClientID: "c",
		JWKSURL: "https://example.com/jwks.json",
	}
	tests := []struct {
		name   string
		change func(c *auth.Config)
		ok     bool
	}{
		{"good", func(*auth.Config) {}, true},
		{"http on this machine", func(c *auth.Config) {
			c.Issuer, c.JWKSURL = "http://127.0.0.1:9229/local", "http://localhost:9229/jwks.json"
		}, true},
		{"http on IPv6 loopback", func(c *auth.Config) { c.JWKSURL = "http://[::1]:9229/jwks.json" }, true},
		{"no issuer", func(c *auth.Config) { c.Issuer = "" }, false},
		{"no client id", func(c *auth.Config) { c.ClientID = "" }, false},
		{"no JWKS URL", func(c *auth.Config) { c.JWKSURL = "" }, false},
		{
			"http issuer",
			func(c *auth.Config) { c.Issuer = "http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc" }, false,
		},
		{"http JWKS URL", func(c *auth.Config) { c.JWKSURL = "http://example.com/jwks.json" }, false},
		{"file", func(c *auth.Config) { c.JWKSURL = "file:///etc/jwks.json" }, false},
		{
			"a host that begins like this machine",
			func(c *auth.Config) { c.JWKSURL = "http://127.0.0.1.evil.example/jwks.json" }, false,
		},
		{
			"a host that ends like this machine's name",
			func(c *auth.Config) { c.JWKSURL = "http://notlocalhost/jwks.json" }, false,
		},
		{"credentials in the URL", func(c *auth.Config) { c.JWKSURL = "https://a:b@example.com/jwks.json" }, false},
		{"issuer with a query", func(c *auth.Config) { c.Issuer += "?x=1" }, false},
		{"no URL", func(c *auth.Config) { c.Issuer = "cognito" }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			config := good
			test.change(&config)
			if _, err := auth.New(config); (err == nil) != test.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestReason(t *testing.T) {
	pool := standingPool(t)
	_, err := withBundledKeys(t, pool).VerifyAccess(t.Context(), "x")
	for _, test := range []struct {
		err  error
		want string
	}{{nil, ""}, {errors.New("other"), "unknown"}, {err, "form"}, {fmt.Errorf("checking the session: %w", err), "form"}} {
		if got := auth.Reason(test.err); got != test.want {
			t.Errorf("reason of %v is %q, want %q", test.err, got, test.want)
		}
	}
}
