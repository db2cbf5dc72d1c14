package auth

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync/atomic"
)

const (
	minKeyBits = 2048
	maxKeyBits = 8192
	// minExponent is the smallest accepted public exponent, and the usual one.
	minExponent = 65537
	// maxExponent is the largest that crypto/rsa accepts.
	maxExponent = 1<<31 - 1
)

// publicKey is one usable key of the user pool. It is immutable, and one pointer stands for one key as long as the key
// stays in the set.
type publicKey struct {
	id  string
	rsa *rsa.PublicKey
	// header is the encoded header of the last token that this key has verified. Cognito writes the same header into
	// every token of a key, so that one that has been checked need not be parsed again.
	header atomic.Pointer[string]
}

// same reports whether two keys are the same key under the same id.
func (k *publicKey) same(other *publicKey) bool { return k.id == other.id && k.rsa.Equal(other.rsa) }

// jwkMember is one element of a key set's "keys", RFC 7517 section 4: what its filter needs to know, and its two
// numbers.
type jwkMember struct {
	keyType, algorithm, use, id string
	modulus, exponent           string
	verifies, private           bool
}

var errNoKeys = errors.New(`the key set is not an object with an array "keys"`)

// parseKeys reads a key set, RFC 7517 section 5. Keys that this package cannot use are skipped and counted; a set
// without a usable key is an error.
func parseKeys(text []byte, rules disabledRules) (keys []*publicKey, skipped map[string]int, err error) {
	found, reason := readKeySet(string(text), rules)
	if reason != reasonNone {
		// The reason as text, not as error: a bad key set must not look like a bad token.
		return nil, nil, fmt.Errorf("reading the key set: %s", reason)
	}
	if found == nil {
		return nil, nil, errNoKeys
	}
	skipped = map[string]int{}
	for _, m := range found {
		key, reason := m.key(rules)
		if reason == reasonNone && rules.enforced(reasonKeyDuplicate) && idCount(found, m.id) > 1 {
			reason = reasonKeyDuplicate
		}
		if reason != reasonNone {
			skipped[reason.String()]++
			continue
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, skipped, fmt.Errorf("reading the key set: none of its %d keys is usable", len(found))
	}
	return keys, skipped, nil
}

// idCount counts the members with an ID. Two make each other unusable, because nothing says which of them is meant.
func idCount(found []jwkMember, id string) (count int) {
	for i := range found {
		if found[i].id == id {
			count++
		}
	}
	return count
}

// key applies the rules of SEC-041 to a member and returns its key.
func (m *jwkMember) key(rules disabledRules) (*publicKey, reasonCode) {
	switch {
	case m.keyType != "RSA" && rules.enforced(reasonKeyType):
		return nil, reasonKeyType
	case m.algorithm != algorithm && rules.enforced(reasonKeyAlg):
		return nil, reasonKeyAlg
	case m.use != "sig" && rules.enforced(reasonKeyUse):
		return nil, reasonKeyUse
	case !m.verifies && rules.enforced(reasonKeyOps):
		return nil, reasonKeyOps
	case (m.id == "" || len(m.id) > maxKid) && rules.enforced(reasonKeyID):
		return nil, reasonKeyID
	case m.private && rules.enforced(reasonKeyPrivate):
		return nil, reasonKeyPrivate
	}
	public, err := m.publicKey()
	if err != nil {
		return nil, reasonKeyType
	}
	bits := public.N.BitLen()
	if (bits < minKeyBits || bits > maxKeyBits || public.N.Bit(0) == 0) && rules.enforced(reasonKeySize) {
		return nil, reasonKeySize
	}
	if (public.E < minExponent || public.E > maxExponent || public.E%2 == 0) && rules.enforced(reasonKeyExponent) {
		return nil, reasonKeyExponent
	}
	return &publicKey{id: m.id, rsa: public}, reasonNone
}

// errNotRSA means that a member has no modulus and exponent in the form of RFC 7518 section 6.3.1.
var errNotRSA = errors.New("not an RSA key")

// publicKey makes the key from a member's two numbers. jwx would parse the member's JSON a second time, by reflection:
// with two keys that takes a twentieth of a cold start.
func (m *jwkMember) publicKey() (*rsa.PublicKey, error) {
	if strings.ContainsAny(m.modulus, "\r\n") || strings.ContainsAny(m.exponent, "\r\n") { // Go's decoder ignores them
		return nil, errNotRSA
	}
	modulus, modulusErr := base64.RawURLEncoding.Strict().DecodeString(m.modulus)
	exponent, exponentErr := base64.RawURLEncoding.Strict().DecodeString(m.exponent)
	if modulusErr != nil || exponentErr != nil || len(modulus) == 0 || len(exponent) == 0 || len(exponent) > 4 {
		return nil, errNotRSA
	}
	e := 0
	for _, digit := range exponent {
		e = e<<8 | int(digit)
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: e}, nil
}

// readKeySet returns the members of "keys", or nil if there is no such array.
func readKeySet(text string, rules disabledRules) (found []jwkMember, reason reasonCode) {
	var r reader
	r.begin(text, rules)
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		if name != "keys" || r.Peek() != '[' {
			r.Skip()
			continue
		}
		found = []jwkMember{}
		r.Array()
		for started := false; r.Element(started); started = true {
			found = append(found, r.jwk())
		}
	}
	return found, r.end()
}

// jwk reads one member of "keys". One that is not an object, or whose parts have the wrong type, is skipped by the
// rules later.
func (r *reader) jwk() (k jwkMember) {
	k.verifies = true
	if r.Peek() != '{' {
		r.Skip()
		return k
	}
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		switch name {
		case "kty":
			k.keyType = r.stringOr(reasonNone)
		case "alg":
			k.algorithm = r.stringOr(reasonNone)
		case "use":
			k.use = r.stringOr(reasonNone)
		case "kid":
			k.id = r.stringOr(reasonNone)
		case "n":
			k.modulus = r.stringOr(reasonNone)
		case "e":
			k.exponent = r.stringOr(reasonNone)
		case "key_ops":
			k.verifies = r.contains("verify")
		case "d", "p", "q", "dp", "dq", "qi", "oth", "k":
			k.private = true
			r.Skip()
		default:
			r.Skip()
		}
	}
	return k
}

// contains reports whether the value is an array that holds a string.
func (r *reader) contains(word string) (found bool) {
	if r.Peek() != '[' {
		r.Skip()
		return false
	}
	r.Array()
	for started := false; r.Element(started); started = true {
		found = r.stringOr(reasonNone) == word || found
	}
	return found
}
