package auth

import (
	"context"
	"crypto/rsa"
	"errors"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// verify takes a token through all rules. Expiry comes last: only a token that is good otherwise is called expired, because a refresh may follow.
func (v *Verifier) verify(ctx context.Context, token string, kind []rule, now time.Time) (claims, *publicKey, error) {
	c, key, err := v.verifyAnyAge(ctx, token, kind, now)
	if err != nil {
		return claims{}, nil, err
	}
	p := v.policyAt(now)
	if p.expired(&c, v.off) {
		return claims{}, nil, refused(guardExpiry)
	}
	return c, key, nil
}

// verifyAnyAge takes a token through all rules but expiry. No claim is read before the signature is checked, unless a fetch is due.
func (v *Verifier) verifyAnyAge(ctx context.Context, token string, kind []rule, now time.Time) (claims, *publicKey, error) {
	parts, fault := split(token, v.off)
	if fault != guardNone {
		return claims{}, nil, refused(fault)
	}
	kid, fault := v.openHeader(parts.header)
	if fault != guardNone {
		return claims{}, nil, refused(fault)
	}
	key, err := v.key(ctx, &parts, kid, kind, now)
	if err != nil {
		return claims{}, nil, err
	}
	payload, fault := v.openSigned(&parts, key)
	if fault != guardNone {
		return claims{}, nil, refused(fault)
	}
	c, fault := v.judge(payload, kind, now)
	if fault != guardNone {
		return claims{}, nil, refused(fault)
	}
	return c, key, nil
}

// policyAt is the policy at a moment.
func (v *Verifier) policyAt(now time.Time) policy {
	p := v.policy
	p.now = now.Unix()
	return p
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

// key gives the token's key. When that needs a fetch, or the keys cannot be had, the claims are looked at first: a token that no key could make good
// shall neither cause traffic nor count as undecided.
func (v *Verifier) key(ctx context.Context, parts *compact, kid string, kind []rule, now time.Time) (*publicKey, error) {
	fetch := v.keys.wantsFetch(kid, now)
	var undecided error
	if !fetch {
		key, err := v.keys.find(kid, now)
		if !errors.Is(err, ErrUnavailable) {
			return key, err
		}
		undecided = err
	}
	payload, fault := decode(make([]byte, len(parts.payload)), []byte(parts.payload), v.off)
	if fault != guardNone {
		return nil, refused(fault)
	}
	if _, fault = v.judge(string(payload), kind, now); fault != guardNone {
		return nil, refused(fault)
	}
	if fetch {
		return v.keys.findFetched(ctx, kid)
	}
	return nil, undecided
}

// openSigned checks the signature and gives the payload.
func (v *Verifier) openSigned(parts *compact, key *publicKey) (payload string, fault guard) {
	signed := parts.signed()
	space := make([]byte, len(parts.text)+max(len(parts.payload), len(parts.signature)))
	n := copy(space, parts.text)
	text, rest := space[:n], space[n:]
	signature, fault := decode(rest, text[n-len(parts.signature):], v.off)
	if fault != guardNone {
		return "", fault
	}
	if !signedBy(key.rsa, text[:len(signed)], signature) && v.off.on(guardSignature) {
		return "", guardSignature
	}
	decoded, fault := decode(rest, text[len(parts.header)+1:len(signed)], v.off)
	return string(decoded), fault
}

// signatures is jwx's RS256, looked up when the first token comes.
var signatures = sync.OnceValues(func() (jws.Verifier, error) { return jws.NewVerifier(jwa.RS256) })

// signedBy has jwx check an RS256 signature, RFC 7518 section 3.3.
func signedBy(key *rsa.PublicKey, signed, signature []byte) bool {
	verifier, err := signatures()
	return err == nil && verifier.Verify(signed, signature, key) == nil
}

// judge reads the claims and measures them, expiry aside.
func (v *Verifier) judge(payload string, kind []rule, now time.Time) (claims, guard) {
	c, fault := readClaims(payload, v.off)
	if fault != guardNone {
		return claims{}, fault
	}
	p := v.policyAt(now)
	return c, p.check(&c, kind, v.off)
}
