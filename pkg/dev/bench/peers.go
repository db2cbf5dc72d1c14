package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"

	"cognitossr/pkg/auth/authtest"
	oidc "github.com/coreos/go-oidc/v3/oidc"
	"github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v2/jwk"
	jwxjwt "github.com/lestrrat-go/jwx/v2/jwt"
)

// cognitoClaims are the claims that a page needs, as the peers decode them.
type cognitoClaims struct {
	jwt.RegisteredClaims
	TokenUse string   `json:"token_use"`
	ClientID string   `json:"client_id"`
	Groups   []string `json:"cognito:groups"`
	Email    string   `json:"email"`
}

// errPolicy is the error for a claim of Cognito that a peer's library does not check.
var errPolicy = errors.New("token_use or client_id is wrong")

// jwxParse is the library that this verifier builds on, used as its documentation shows.
func jwxParse(pool *authtest.Pool) (verifierOf, error) {
	set, err := jwk.Parse(pool.JWKS())
	if err != nil {
		return verifierOf{}, fmt.Errorf("parsing the key set: %w", err)
	}
	parse := func(token, use, clientClaim string) error {
		parsed, err := jwxjwt.Parse([]byte(token), jwxjwt.WithKeySet(set), jwxjwt.WithIssuer(pool.Issuer),
			jwxjwt.WithClaimValue("token_use", use))
		if err != nil {
			return err
		}
		if clientClaim == "client_id" {
			return jwxjwt.Validate(parsed, jwxjwt.WithClaimValue("client_id", pool.ClientID))
		}
		return jwxjwt.Validate(parsed, jwxjwt.WithAudience(pool.ClientID))
	}
	return verifierOf{
		name:   "jwx v2 jwt.Parse",
		id:     func(token string) error { return parse(token, "id", "aud") },
		access: func(token string) error { return parse(token, "access", "client_id") },
	}, nil
}

// goOIDC is coreos/go-oidc with its remote key set, warmed up.
func goOIDC(pool *authtest.Pool) (verifierOf, error) {
	ctx := context.Background()
	keys := oidc.NewRemoteKeySet(ctx, pool.JWKSURL)
	forID := oidc.NewVerifier(pool.Issuer, keys, &oidc.Config{ClientID: pool.ClientID})
	forAccess := oidc.NewVerifier(pool.Issuer, keys, &oidc.Config{SkipClientIDCheck: true})
	verify := func(v *oidc.IDTokenVerifier, token, use string) error {
		verified, err := v.Verify(ctx, token)
		if err != nil {
			return err
		}
		var claims cognitoClaims
		if err := verified.Claims(&claims); err != nil {
			return err
		}
		if claims.TokenUse != use || use == "access" && claims.ClientID != pool.ClientID {
			return errPolicy
		}
		return nil
	}
	return verifierOf{
		name:   "go-oidc v3 RemoteKeySet",
		id:     func(token string) error { return verify(forID, token, "id") },
		access: func(token string) error { return verify(forAccess, token, "access") },
	}, nil
}

// golangJWT is golang-jwt v5 with a key function that looks up the key ID.
func golangJWT(pool *authtest.Pool) (verifierOf, error) {
	keys := map[string]*rsa.PublicKey{pool.Kid(0): &pool.Key(0).PublicKey, pool.Kid(1): &pool.Key(1).PublicKey}
	find := func(token *jwt.Token) (any, error) {
		kid, _ := token.Header["kid"].(string)
		if key := keys[kid]; key != nil {
			return key, nil
		}
		return nil, errors.New("unknown key")
	}
	options := []jwt.ParserOption{jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(pool.Issuer),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt()}
	forID, forAccess := jwt.NewParser(append(options, jwt.WithAudience(pool.ClientID))...), jwt.NewParser(options...)
	verify := func(parser *jwt.Parser, token, use string) error {
		var claims cognitoClaims
		if _, err := parser.ParseWithClaims(token, &claims, find); err != nil {
			return err
		}
		if claims.TokenUse != use || use == "access" && claims.ClientID != pool.ClientID {
			return errPolicy
		}
		return nil
	}
	return verifierOf{
		name:   "golang-jwt v5 ParseWithClaims",
		id:     func(token string) error { return verify(forID, token, "id") },
		access: func(token string) error { return verify(forAccess, token, "access") },
	}, nil
}

// goVerifiers returns this verifier and its Go peers.
func goVerifiers(pool *authtest.Pool) ([]verifierOf, error) {
	var all []verifierOf
	for _, build := range []func(*authtest.Pool) (verifierOf, error){own, golangJWT, goOIDC, jwxParse} {
		v, err := build(pool)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
