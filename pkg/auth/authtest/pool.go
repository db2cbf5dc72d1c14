// Package authtest makes user pools, keys and tokens for tests: real RSA keys, a key set server on the loopback
// interface, and tokens that are put together as text, so that they can be wrong in every way. It must not be linked
// into anything that is deployed.
package authtest

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cognitossr/pkg/auth"
)

// Subject and Email are the default user of a pool's tokens.
const (
	Subject = "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55"
	Email   = "ada@example.com"
)

// Claims are members of a payload. Given to a pool they replace its defaults; nil removes one.
type Claims map[string]any

// Altered returns text with another first character. A fixed one in its place would now and then leave a random text as
// it was.
func Altered(text string) string {
	if text[0] == 'A' {
		return "B" + text[1:]
	}
	return "A" + text[1:]
}

// Pool is a user pool with one app client and two keys: key 0 signs ID tokens, key 1 access tokens.
type Pool struct {
	Issuer, ClientID, JWKSURL string
	Now                       func() time.Time // what the tokens' times are measured from; time.Now unless replaced

	keys    [2]*rsa.PrivateKey
	kids    [2]string
	server  *httptest.Server
	fetches atomic.Int64
	mu      sync.Mutex
	serve   http.HandlerFunc
}

// pools counts the pools of this process, so that no two have the same issuer or key ids.
var pools atomic.Int64

// processKeys are shared by all pools of a test process, because a key takes a tenth of a second to make.
var processKeys = sync.OnceValues(func() (keys [2]*rsa.PrivateKey, err error) {
	for i := range keys {
		if keys[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return keys, fmt.Errorf("making key %d: %w", i, err)
		}
	}
	return keys, nil
})

// NewPool makes a user pool whose key set is served until the test ends.
func NewPool(t testing.TB) *Pool {
	t.Helper()
	p, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// Open returns a user pool for a program that is not a test. Close ends its key set server.
func Open() (*Pool, error) {
	keys, err := processKeys()
	if err != nil {
		return nil, err
	}
	number := pools.Add(1)
	p := &Pool{
		Issuer:   fmt.Sprintf("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool%d", number),
		ClientID: fmt.Sprintf("4testclient%015d", number),
		Now:      time.Now,
		keys:     keys,
	}
	for i := range p.kids {
		sum := sha256.Sum256(fmt.Appendf(nil, "pool %d key %d", number, i))
		p.kids[i] = base64.StdEncoding.EncodeToString(sum[:])
	}
	p.serve = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(p.JWKS())
	}
	p.server = httptest.NewServer(http.HandlerFunc(p.serveHTTP))
	p.JWKSURL = p.server.URL + "/.well-known/jwks.json"
	return p, nil
}

// Close ends the key set server.
func (p *Pool) Close() { p.server.Close() }

func (p *Pool) serveHTTP(w http.ResponseWriter, r *http.Request) {
	p.fetches.Add(1)
	p.mu.Lock()
	serve := p.serve
	p.mu.Unlock()
	serve(w, r)
}

// Serve replaces the answer of the key set server.
func (p *Pool) Serve(handler http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serve = handler
}

// Fetches returns how often the key set was requested.
func (p *Pool) Fetches() int { return int(p.fetches.Load()) }

// Config is a verifier's configuration for this pool, without a key set to begin with.
func (p *Pool) Config() auth.Config {
	return auth.Config{
		Issuer: p.Issuer, ClientID: p.ClientID, JWKSURL: p.JWKSURL, Now: func() time.Time { return p.Now() },
	}
}

// Kid is the id of a key.
func (p *Pool) Kid(keyIndex int) string { return p.kids[keyIndex] }

// Key is a key, for tokens that this package cannot make.
func (p *Pool) Key(keyIndex int) *rsa.PrivateKey { return p.keys[keyIndex] }

// JWK is the public key in the form of Cognito's key set, RFC 7517.
func (p *Pool) JWK(keyIndex int) map[string]any {
	public := p.keys[keyIndex].PublicKey
	return map[string]any{
		"alg": "RS256", "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
		"kid": p.kids[keyIndex], "kty": "RSA",
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "use": "sig",
	}
}

// JWKS is the key set with both keys.
func (p *Pool) JWKS() []byte { return marshal(map[string]any{"keys": []any{p.JWK(0), p.JWK(1)}}) }

// Header is the header of the tokens that a key signs, in Cognito's form.
func (p *Pool) Header(keyIndex int) string {
	return `{"kid":"` + p.kids[keyIndex] + `","alg":"RS256"}`
}

// ID makes an ID token.
func (p *Pool) ID(claims Claims) string {
	return p.Sign(0, p.Header(0), p.IDPayload(claims))
}

// Access makes an access token.
func (p *Pool) Access(claims Claims) string {
	return p.Sign(1, p.Header(1), p.AccessPayload(claims))
}

// IDPayload is the payload of an ID token.
func (p *Pool) IDPayload(claims Claims) string {
	payload := p.common()
	payload["token_use"] = "id"
	payload["aud"] = p.ClientID
	payload["email"] = Email
	payload["email_verified"] = true
	payload["cognito:username"] = Subject
	return payload.with(claims)
}

// AccessPayload is the payload of an access token.
func (p *Pool) AccessPayload(claims Claims) string {
	payload := p.common()
	payload["token_use"] = "access"
	payload["client_id"] = p.ClientID
	payload["scope"] = "openid email"
	payload["username"] = Subject
	payload["version"] = 2
	return payload.with(claims)
}

// common are the claims of both kinds of token.
func (p *Pool) common() Claims {
	now := p.Now().Unix()
	return Claims{
		"iss": p.Issuer, "sub": Subject, "cognito:groups": []string{"readers"}, "iat": now - 10, "auth_time": now - 10,
		"exp": now + 900,
		"jti": "0b0f6f8e-4f0a-4a52-9f5e-6f6d1c3f1d0a", "origin_jti": "f6a1b8c2-65a0-4a3c-8a52-0b6c8f3d2e11",
		"event_id": "1d3c2b1a-9f8e-4d7c-b6a5-a4b3c2d1e0f9",
	}
}

// with applies the replacements and returns the JSON text.
func (c Claims) with(replacements Claims) string {
	for name, value := range replacements {
		if value == nil {
			delete(c, name)
			continue
		}
		c[name] = value
	}
	return string(marshal(c))
}

// Sign makes a token of any header and payload with a true RS256 signature by the pool's key.
func (p *Pool) Sign(keyIndex int, header, payload string) string {
	return SignWith(p.keys[keyIndex], encode(header)+"."+encode(payload))
}

// SignWith appends an RS256 signature to the text of two encoded parts.
func SignWith(key *rsa.PrivateKey, signed string) string {
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(fmt.Sprintf("signing a test token: %v", err))
	}
	return signed + "." + encode(string(signature))
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// marshal writes JSON without the HTML escapes that Cognito does not use either.
func marshal(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("writing a test payload: %v", err))
	}
	return bytes.TrimSpace(buffer.Bytes())
}
