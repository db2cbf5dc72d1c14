package pool

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
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
	private *rsa.PrivateKey
}

// keyring holds the two keys that sign now, and those that did before and are still published: a real rotation
// keeps the old key in the set while its tokens live.
type keyring struct {
	mu         sync.RWMutex
	id, access signingKey
	retired    []signingKey
}

func newSigningKey() (signingKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return signingKey{}, fmt.Errorf("making an RSA key: %w", err)
	}
	name := sha256.Sum256(private.N.Bytes())
	return signingKey{kid: base64.StdEncoding.EncodeToString(name[:]), private: private}, nil
}

// rotate makes two new keys; the present ones stay published.
func (k *keyring) rotate() error {
	id, err := newSigningKey()
	if err != nil {
		return err
	}
	access, err := newSigningKey()
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.id.private != nil {
		k.retired = append(k.retired, k.id, k.access)
	}
	k.id, k.access = id, access
	return nil
}

// forget takes the retired keys out of the published set.
func (k *keyring) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.retired = nil
}

func (k *keyring) current() (id, access signingKey) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.id, k.access
}

func (k *keyring) published() []signingKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return append([]signingKey{k.id, k.access}, k.retired...)
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
			Alg: "RS256", E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()),
			Kid: k.kid, Kty: "RSA", N: base64.RawURLEncoding.EncodeToString(k.private.N.Bytes()), Use: "sig",
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
	input := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(payload)
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

var errNotOurs = errors.New("not a token of this pool")
