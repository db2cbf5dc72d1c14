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
	// minExponent is the smallest public exponent that is accepted. Everybody's is 65537.
	minExponent = 65537
	// maxExponent is the largest that crypto/rsa takes.
	maxExponent = 1<<31 - 1
)

// publicKey is one usable key of the user pool. It is immutable, and one pointer stands for one key as long as the key stays in the set.
type publicKey struct {
	id  string
	rsa *rsa.PublicKey
	// header is the encoded header of the last token that this key has verified. Cognito writes the same header into every token of a key, and what
	// has been checked once need not be read again.
	header atomic.Pointer[string]
}

// same reports whether two keys are the same key under the same id.
func (k *publicKey) same(other *publicKey) bool { return k.id == other.id && k.rsa.Equal(other.rsa) }

// jwkMember is one element of a key set's "keys", RFC 7517 section 4: what its filter needs to know, and its two numbers.
type jwkMember struct {
	keyType, algorithm, use, id string
	modulus, exponent           string
	verifies, private           bool
}

var errNoKeys = errors.New(`the key set is not an object with an array "keys"`)

// parseKeys reads a key set, RFC 7517 section 5. Keys that this package cannot use are skipped one by one and counted; a set without any usable key is an error.
func parseKeys(text []byte, off guardSet) (keys []*publicKey, skipped map[string]int, err error) {
	found, fault := readKeySet(string(text), off)
	if fault != guardNone {
		// By name and not by error: the key set being bad must not look like the token being bad.
		return nil, nil, fmt.Errorf("reading the key set: %s", guardNames[fault])
	}
	if found == nil {
		return nil, nil, errNoKeys
	}
	skipped = map[string]int{}
	for _, m := range found {
		key, fault := m.key(off)
		if fault == guardNone && off.on(guardKeyDuplicate) && idCount(found, m.id) > 1 {
			fault = guardKeyDuplicate
		}
		if fault != guardNone {
			skipped[guardNames[fault]]++
			continue
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, skipped, fmt.Errorf("reading the key set: none of its %d keys is usable", len(found))
	}
	return keys, skipped, nil
}

// idCount counts the members of one id. Two make each other unusable: nothing says which of them is meant.
func idCount(found []jwkMember, id string) (count int) {
	for i := range found {
		if found[i].id == id {
			count++
		}
	}
	return count
}

// key filters one member by SEC-041 and makes the key.
func (m *jwkMember) key(off guardSet) (*publicKey, guard) {
	switch {
	case m.keyType != "RSA" && off.on(guardKeyType):
		return nil, guardKeyType
	case m.algorithm != algorithm && off.on(guardKeyAlg):
		return nil, guardKeyAlg
	case m.use != "sig" && off.on(guardKeyUse):
		return nil, guardKeyUse
	case !m.verifies && off.on(guardKeyOps):
		return nil, guardKeyOps
	case (m.id == "" || len(m.id) > maxKid) && off.on(guardKeyID):
		return nil, guardKeyID
	case m.private && off.on(guardKeyPrivate):
		return nil, guardKeyPrivate
	}
	public, err := m.publicKey()
	if err != nil {
		return nil, guardKeyType
	}
	if bits := public.N.BitLen(); (bits < minKeyBits || bits > maxKeyBits || public.N.Bit(0) == 0) && off.on(guardKeySize) {
		return nil, guardKeySize
	}
	if (public.E < minExponent || public.E > maxExponent || public.E%2 == 0) && off.on(guardKeyExponent) {
		return nil, guardKeyExponent
	}
	return &publicKey{id: m.id, rsa: public}, guardNone
}

// errNotRSA is said of a member that has no modulus and exponent in the form of RFC 7518 section 6.3.1.
var errNotRSA = errors.New("not an RSA key")

// publicKey makes the key of a member's two numbers. jwx would read the member's JSON a second time, by reflection: with two keys that is a twentieth of a
// cold start.
func (m *jwkMember) publicKey() (*rsa.PublicKey, error) {
	if strings.ContainsAny(m.modulus, "\r\n") || strings.ContainsAny(m.exponent, "\r\n") { // Go's decoder passes over them
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

// readKeySet lists the members of "keys"; nil if there is no such array.
func readKeySet(text string, off guardSet) (found []jwkMember, fault guard) {
	var s scanner
	s.begin(text, off)
	m := s.object()
	for name, ok := s.member(&m); ok; name, ok = s.member(&m) {
		if name != "keys" || s.peek() != '[' {
			s.skip()
			continue
		}
		found = []jwkMember{}
		s.array()
		for started := false; s.element(started); started = true {
			found = append(found, s.jwk())
		}
	}
	return found, s.end()
}

// jwk reads one member of "keys". A member that is no object, or whose parts are of the wrong type, is one that the filter skips.
func (s *scanner) jwk() (k jwkMember) {
	k.verifies = true
	if s.peek() != '{' {
		s.skip()
		return k
	}
	m := s.object()
	for name, ok := s.member(&m); ok; name, ok = s.member(&m) {
		switch name {
		case "kty":
			k.keyType = s.stringOr(guardNone)
		case "alg":
			k.algorithm = s.stringOr(guardNone)
		case "use":
			k.use = s.stringOr(guardNone)
		case "kid":
			k.id = s.stringOr(guardNone)
		case "n":
			k.modulus = s.stringOr(guardNone)
		case "e":
			k.exponent = s.stringOr(guardNone)
		case "key_ops":
			k.verifies = s.contains("verify")
		case "d", "p", "q", "dp", "dq", "qi", "oth", "k":
			k.private = true
			s.skip()
		default:
			s.skip()
		}
	}
	return k
}

// contains reports whether the value is an array that holds a string.
func (s *scanner) contains(word string) (found bool) {
	if s.peek() != '[' {
		s.skip()
		return false
	}
	s.array()
	for started := false; s.element(started); started = true {
		found = s.stringOr(guardNone) == word || found
	}
	return found
}
