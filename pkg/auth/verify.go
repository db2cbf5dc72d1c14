package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// opened is a token whose signature is good.
type opened struct {
	claims *claims
	key    *publicKey
}

// verify takes a token through all rules. Expiry comes last: only a token that is good otherwise is called expired, because a refresh may follow.
func (v *Verifier) verify(ctx context.Context, token string, kind []rule, now time.Time) (opened, error) {
	good, err := v.verifyAnyAge(ctx, token, kind, now)
	if err != nil {
		return opened{}, err
	}
	if good.claims.expired(now.Unix(), v.off) {
		return opened{}, refused(guardExpiry)
	}
	return good, nil
}

// verifyAnyAge takes a token through all rules but expiry. No claim is read before the signature is checked, unless a fetch is due.
func (v *Verifier) verifyAnyAge(ctx context.Context, token string, kind []rule, now time.Time) (opened, error) {
	parts, fault := split(token, v.off)
	if fault != guardNone {
		return opened{}, refused(fault)
	}
	key := v.keys.fresh(now).findByHeader(parts.header)
	known := key != nil
	if !known {
		kid, fault := v.openHeader(parts.header)
		if fault != guardNone {
			return opened{}, refused(fault)
		}
		var err error
		if key, err = v.key(ctx, &parts, kid, kind, now); err != nil {
			return opened{}, err
		}
	}
	payload, fault := v.openSigned(&parts, key)
	if fault != guardNone {
		return opened{}, refused(fault)
	}
	if !known {
		header := strings.Clone(parts.header)
		key.header.Store(&header)
	}
	c, fault := v.judge(payload, kind, now)
	if fault != guardNone {
		return opened{}, refused(fault)
	}
	return opened{c, key}, nil
}

// openHeader decodes and checks the header. Usual ones need no memory.
func (v *Verifier) openHeader(part string) (kid string, fault guard) {
	var store [512]byte
	space := store[:]
	if 2*len(part) > len(space) {
		space = make([]byte, 2*len(part))
	}
	n := copy(space, part)
	header, fault := decode(space[n:], space[:n], v.off)
	if fault != guardNone {
		return "", fault
	}
	return readHeader(string(header), v.off)
}

// key gives the token's key. When that needs a fetch, or the key cannot be had, the claims are looked at first: a token that no key could make good
// shall neither cause traffic nor count as undecided.
func (v *Verifier) key(ctx context.Context, parts *compact, kid string, kind []rule, now time.Time) (*publicKey, error) {
	fetch := v.keys.wantsFetch(kid, now)
	var missing error
	if !fetch {
		key, err := v.keys.find(kid, now)
		if key != nil || errors.Is(err, ErrInvalid) && v.keys.missed(kid) {
			return key, err
		}
		missing = err
	}
	payload, fault := v.openUnsigned(parts)
	if fault != guardNone {
		return nil, refused(fault)
	}
	c, fault := v.judge(payload, kind, now)
	switch {
	case fault != guardNone:
		return nil, refused(fault)
	case fetch:
		return v.keys.findFetched(ctx, kid)
	case errors.Is(missing, ErrInvalid) && v.keys.mayBeNew(kid, c.issued):
		return nil, unavailable(reasonUnavailable, errOlderSet)
	}
	return nil, missing
}

// scratch is room for the text of a token and the larger of its decoded parts. Nothing that is kept points into it.
type scratch [2 * maxToken]byte

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// take copies a text into the scratch, and gives the rest for what is decoded from it.
func (s *scratch) take(text string) (copied, rest []byte) {
	space := s[:]
	if 2*len(text) > len(space) {
		space = make([]byte, 2*len(text)) // only where the size guard is switched off
	}
	n := copy(space, text)
	return space[:n], space[n:]
}

// openUnsigned gives the payload of a token whose signature cannot be checked.
func (v *Verifier) openUnsigned(parts *compact) (payload string, fault guard) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	text, rest := room.take(parts.payload)
	decoded, fault := decode(rest, text, v.off)
	return string(decoded), fault
}

// openSigned checks the signature and gives the payload.
func (v *Verifier) openSigned(parts *compact, key *publicKey) (payload string, fault guard) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	text, rest := room.take(parts.text)
	signed := text[:len(parts.signed())]
	signature, fault := decode(rest, text[len(text)-len(parts.signature):], v.off)
	if fault != guardNone {
		return "", fault
	}
	if !key.hasSigned(signed, signature) && v.off.on(guardSignature) {
		return "", guardSignature
	}
	decoded, fault := decode(rest, signed[len(parts.header)+1:], v.off)
	return string(decoded), fault
}

// signatures is jwx's RS256, looked up when the first token comes.
var signatures = sync.OnceValues(func() (jws.Verifier, error) { return jws.NewVerifier(jwa.RS256) })

// hasSigned has jwx check an RS256 signature, RFC 7518 section 3.3.
func (k *publicKey) hasSigned(text, signature []byte) bool {
	verifier, err := signatures()
	return err == nil && verifier.Verify(text, signature, k.rsa) == nil
}

// judge reads the claims and measures them, expiry aside.
func (v *Verifier) judge(payload string, kind []rule, now time.Time) (*claims, guard) {
	c, fault := readClaims(payload, v.off)
	if fault != guardNone {
		return nil, fault
	}
	return c, v.policy.check(c, kind, now.Unix(), v.off)
}
