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

// verifiedToken is a token whose signature is good.
type verifiedToken struct {
	claims *claims
	key    *publicKey
}

// verify applies all rules to a token. Those about time come last: only a token that is otherwise good is reported as
// expired or not yet valid, because its session goes on.
func (v *Verifier) verify(ctx context.Context, token string, kind kind, now time.Time) (verifiedToken, error) {
	good, err := v.verifyIgnoringTime(ctx, token, kind, now)
	if err != nil {
		return verifiedToken{}, err
	}
	if reason := v.policy.check(good.claims, now.Unix(), v.rules, timeRules); reason != reasonNone {
		return verifiedToken{}, refused(reason)
	}
	return good, nil
}

// verifyIgnoringTime applies all rules but those about time, or remembers that the last token of this kind has passed
// them. A token of the pool's other issuer is verified by its verifier, with its keys.
func (v *Verifier) verifyIgnoringTime(
	ctx context.Context, token string, kind kind, now time.Time,
) (verifiedToken, error) {
	if good, known := v.lately[kind].get(token, v.keys.fresh(now)); known {
		return good, nil
	}
	good, err := v.verifyAnew(ctx, token, kind, now)
	if v.other != nil && errors.Is(err, refused(reasonIssuer)) {
		return v.other.verifyIgnoringTime(ctx, token, kind, now)
	}
	if err == nil {
		v.lately[kind].put(token, good)
	}
	return good, err
}

// verifyAnew applies these rules. No claim is read before the signature is checked, unless a fetch is due.
func (v *Verifier) verifyAnew(
	ctx context.Context, token string, kind kind, now time.Time,
) (verifiedToken, error) {
	parts, reason := split(token, v.rules)
	if reason != reasonNone {
		return verifiedToken{}, refused(reason)
	}
	key := v.keys.fresh(now).findByHeader(parts.header)
	known := key != nil
	if !known {
		kid, reason := v.parseHeader(parts.header)
		if reason != reasonNone {
			return verifiedToken{}, refused(reason)
		}
		var err error
		if key, err = v.key(ctx, &parts, kid, kind, now); err != nil {
			return verifiedToken{}, err
		}
	}
	payload, reason := v.verifySignature(&parts, key)
	if reason != reasonNone {
		return verifiedToken{}, refused(reason)
	}
	if !known {
		header := strings.Clone(parts.header)
		key.header.Store(&header)
	}
	c, reason := v.validateClaims(payload, kind, now)
	if reason != reasonNone {
		return verifiedToken{}, refused(reason)
	}
	return verifiedToken{c, key}, nil
}

// parseHeader decodes and checks the header. One of the usual size needs no allocation.
func (v *Verifier) parseHeader(part string) (kid string, reason reasonCode) {
	var store [512]byte
	space := store[:]
	if 2*len(part) > len(space) {
		space = make([]byte, 2*len(part))
	}
	n := copy(space, part)
	header, reason := decode(space[n:], space[:n], v.rules)
	if reason != reasonNone {
		return "", reason
	}
	return readHeader(string(header), v.rules)
}

// key returns the token's key. When that needs a fetch, or the key is unavailable, the claims are checked first: a
// token that no key could make valid must neither trigger a fetch nor be reported as unavailable.
func (v *Verifier) key(
	ctx context.Context, parts *compact, kid string, kind kind, now time.Time,
) (*publicKey, error) {
	fetch := v.keys.wantsFetch(kid, now)
	var missing error
	if !fetch {
		key, err := v.keys.find(kid, now)
		if key != nil {
			return key, nil
		}
		missing = err
	}
	payload, reason := v.decodePayload(parts)
	if reason != reasonNone {
		return nil, refused(reason)
	}
	c, reason := v.validateClaims(payload, kind, now)
	switch {
	case reason != reasonNone:
		return nil, refused(reason)
	case fetch:
		return v.keys.findFetched(ctx, kid)
	case errors.Is(missing, ErrInvalid) && !v.keys.missed(kid) && v.keys.mayBeNew(kid, c.issued, now):
		return nil, unavailable(reasonKeys, errOlderSet)
	}
	return nil, missing
}

// scratch has room for the text of a token and the larger of its decoded parts. Nothing that is kept points into it.
type scratch [2 * maxToken]byte

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// load copies a text into the scratch and returns the rest of it as room for what is decoded.
func (s *scratch) load(text string) (copied, rest []byte) {
	space := s[:]
	if 2*len(text) > len(space) {
		space = make([]byte, 2*len(text)) // only where the rule about size is disabled
	}
	n := copy(space, text)
	return space[:n], space[n:]
}

// decodePayload returns the payload of a token whose signature cannot be checked.
func (v *Verifier) decodePayload(parts *compact) (payload string, reason reasonCode) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	text, rest := room.load(parts.payload)
	decoded, reason := decode(rest, text, v.rules)
	return string(decoded), reason
}

// verifySignature checks the signature and returns the payload.
func (v *Verifier) verifySignature(parts *compact, key *publicKey) (payload string, reason reasonCode) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	text, rest := room.load(parts.text)
	signed := text[:len(parts.signed())]
	signature, reason := decode(rest, text[len(text)-len(parts.signature):], v.rules)
	if reason != reasonNone {
		return "", reason
	}
	if !key.hasSigned(signed, signature) && v.rules.enforced(reasonSignature) {
		return "", reasonSignature
	}
	decoded, reason := decode(rest, signed[len(parts.header)+1:], v.rules)
	return string(decoded), reason
}

// signatures is jwx's RS256, looked up when the first token comes.
var signatures = sync.OnceValues(func() (jws.Verifier, error) { return jws.NewVerifier(jwa.RS256) })

// hasSigned has jwx check an RS256 signature, RFC 7518 section 3.3.
func (k *publicKey) hasSigned(text, signature []byte) bool {
	verifier, err := signatures()
	return err == nil && verifier.Verify(text, signature, k.rsa) == nil
}

// validateClaims reads the claims and applies the rules about them, but for those about time.
func (v *Verifier) validateClaims(payload string, kind kind, now time.Time) (*claims, reasonCode) {
	c, reason := readClaims(payload, v.rules)
	if reason != reasonNone {
		return nil, reason
	}
	return c, v.policy.check(c, now.Unix(), v.rules, kind.rules(), commonRules)
}
