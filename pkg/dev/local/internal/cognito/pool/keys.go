package pool

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"sync"
)

// signingKey is one RSA pair and the name it is published under.
type signingKey struct {
	kid     string
	private *privateKey
}

// keyPair are the two keys that sign at a time.
type keyPair struct{ id, access signingKey }

// keyring holds the keys that sign now, and those that did before and are still published: a real rotation keeps the
// old keys in the set while its tokens live. A pair is made in the background, because that takes longer than all else at
// a start; who needs it waits.
type keyring struct {
	mu      sync.RWMutex
	pair    func() keyPair
	retired []signingKey
}

func newSigningKey() signingKey {
	private := newPrivateKey()
	name := sha256.Sum256(private.public.N.Bytes())
	return signingKey{kid: base64.StdEncoding.EncodeToString(name[:]), private: private}
}

// rotate begins to make two new keys; the present ones stay published.
func (k *keyring) rotate() {
	pair := sync.OnceValue(func() keyPair { return keyPair{newSigningKey(), newSigningKey()} })
	go pair()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pair != nil {
		present := k.pair()
		k.retired = append(k.retired, present.id, present.access)
	}
	k.pair = pair
}

// forget takes the retired keys out of the published set.
func (k *keyring) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.retired = nil
}

func (k *keyring) current() keyPair {
	k.mu.RLock()
	pair := k.pair
	k.mu.RUnlock()
	return pair()
}

func (k *keyring) published() []signingKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	present := k.pair()
	return append([]signingKey{present.id, present.access}, k.retired...)
}

type jwk struct {
	Alg string `json:"alg"`
	E   string `json:"e"`
	Kid string `json:"kid"`
	Kty string `json:"kty"`
	N   string `json:"n"`
	Use string `json:"use"`
}

// JWKS is the published key set (RFC 7517), with the members in the order that Cognito has.
func (p *Pool) JWKS() []byte {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	for _, k := range p.keys.published() {
		set.Keys = append(set.Keys, jwk{
			Alg: "RS256", E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.public.E)).Bytes()),
			Kid: k.kid, Kty: "RSA", N: base64.RawURLEncoding.EncodeToString(k.private.public.N.Bytes()), Use: "sig",
		})
	}
	body, err := json.Marshal(set)
	if err != nil {
		panic(fmt.Errorf("writing the key set: %w", err)) // strings only: cannot happen
	}
	return body
}

type header struct {
	Kid string `json:"kid"`
	Alg string `json:"alg"`
}

// sign writes a compact JWS with RS256 (RFC 7515).
func (k signingKey) sign(v Variant, claims map[string]any) (string, error) {
	head, err := tokenJSON(v, []string{"kid", "alg"}, map[string]any{"kid": k.kid, "alg": "RS256"})
	if err != nil {
		return "", fmt.Errorf("writing a token header: %w", err)
	}
	payload, err := claimsJSON(v, claims)
	if err != nil {
		return "", fmt.Errorf("writing token claims: %w", err)
	}
	text := base64.RawURLEncoding.AppendEncode(nil, head)
	text = base64.RawURLEncoding.AppendEncode(append(text, '.'), payload)
	signature := k.private.sign(text)
	return string(base64.RawURLEncoding.AppendEncode(append(text, '.'), signature)), nil
}

var errNotOurs = errors.New("not a token of this pool")
