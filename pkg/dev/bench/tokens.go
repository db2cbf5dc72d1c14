package main

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// distinct is the number of different tokens used in turn. The verifier caches 128 of a kind, so that none is ever
// cached.
const distinct = 512

// groups are what the measured tokens carry.
var groups = []string{"readers", "admin"}

// material are the tokens for all contenders.
type material struct {
	pool        *authtest.Pool
	id, access  []string
	bad         map[string]string // by the name of the case
	accessParts []signedParts
}

// signedParts is a token made ready for the floor: nothing is left to do but the RSA operation.
type signedParts struct {
	digest    [sha256.Size]byte
	signature []byte
}

// newMaterial makes the tokens of a pool.
func newMaterial(pool *authtest.Pool) (*material, error) {
	m := &material{pool: pool}
	for i := range distinct {
		claims := authtest.Claims{
			"jti": fmt.Sprintf("0b0f6f8e-4f0a-4a52-9f5e-%012d", i), "cognito:groups": groups,
			"at_hash": nil, "nonce": nil,
		}
		m.access = append(m.access, pool.Access(claims))
		claims["at_hash"], claims["nonce"] = "0Yh2tWn2V3nQkq1v7Zc0Zg", "q1Zc0Zg0Yh2tWn2V3nQkq1v7Zc0Zg0Yh2tWn2V3nQkq"
		m.id = append(m.id, pool.ID(claims))
	}
	for _, token := range m.access {
		parts, err := prepare(token)
		if err != nil {
			return nil, err
		}
		m.accessParts = append(m.accessParts, parts)
	}
	m.bad = badTokens(pool)
	return m, nil
}

// prepare hashes a token and decodes its signature.
func prepare(token string) (p signedParts, err error) {
	dot := strings.LastIndexByte(token, '.')
	p.digest = sha256.Sum256([]byte(token[:dot]))
	if p.signature, err = base64.RawURLEncoding.DecodeString(token[dot+1:]); err != nil {
		return p, fmt.Errorf("decoding a signature: %w", err)
	}
	return p, nil
}

// badTokens makes the tokens that must be refused cheaply.
func badTokens(pool *authtest.Pool) map[string]string {
	good := pool.Access(nil)
	parts := strings.Split(good, ".")
	payload := base64.RawURLEncoding.EncodeToString([]byte(pool.AccessPayload(authtest.Claims{"cognito:groups": []string{"admin"}})))
	now := pool.Now().Unix()
	return map[string]string{
		"wrong kid": pool.Sign(1, `{"kid":"QVfGNbbXmQv1xB0Qo5Qb2l7x6tW1yq0b1m9Yt3xQv5I=","alg":"RS256"}`,
			pool.AccessPayload(nil)),
		"alg none":         withAlgorithm(pool, "none", make([]byte, 256)),
		"alg HS256":        withAlgorithm(pool, "HS256", make([]byte, sha256.Size)),
		"tampered payload": parts[0] + "." + payload + "." + parts[2],
		"expired":          pool.Access(authtest.Claims{"iat": now - 1800, "exp": now - 900}),
		"100 KB of junk":   strings.Repeat("junk", 25_000),
		"100 KB, 3 parts":  parts[0] + "." + strings.Repeat("QUJD", 25_000) + "." + parts[2],
	}
}

// withAlgorithm makes a token that claims another algorithm. Its signature need not be valid: nothing may get as far as
// to check it.
func withAlgorithm(pool *authtest.Pool, algorithm string, signature []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"kid":"`+pool.Kid(1)+`","alg":"`+algorithm+`"}`)) + "." +
		encode([]byte(pool.AccessPayload(nil))) + "." + encode(signature)
}

// floor is the yardstick: the RSA operation alone, on a digest that is ready.
func (m *material) floor() contender {
	key := &m.pool.Key(1).PublicKey
	return inProcess("floor: rsa.VerifyPKCS1v15, digest ready", func(i int) error {
		parts := &m.accessParts[i%distinct]
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, parts.digest[:], parts.signature)
	})
}

// errAccepted means that a bad token was accepted.
var errAccepted = errors.New("accepted a token that it must refuse")

// verifierOf is one verifier under measurement. It returns what a page needs: that the token is good, its subject and
// its groups.
type verifierOf struct {
	name       string
	id, access func(token string) error
}

// own is this repository's verifier, with a bundled key set as on Lambda.
func own(pool *authtest.Pool) (verifierOf, error) {
	config := pool.Config()
	config.JWKS = pool.JWKS()
	v, err := auth.New(config)
	if err != nil {
		return verifierOf{}, err
	}
	ctx := context.Background()
	return verifierOf{
		name:   "this verifier (pkg/auth)",
		id:     func(token string) error { _, err := v.VerifyID(ctx, token); return err },
		access: func(token string) error { _, err := v.VerifyAccess(ctx, token); return err },
	}, nil
}
