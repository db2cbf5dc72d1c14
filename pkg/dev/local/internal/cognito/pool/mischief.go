package pool

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Mischief makes the next pair of tokens wrong in one way, so that a site can be tested against it.
type Mischief string

// What a site must refuse, or survive, in the next pair of tokens.
const (
	ForeignNonce  Mischief = "foreign-nonce"  // the ID token has another nonce than was sent
	NoNonce       Mischief = "no-nonce"       // the ID token has none
	MixedUser     Mischief = "mixed-user"     // the two tokens are of different users
	WrongClient   Mischief = "wrong-client"   // both are for another app client
	WrongIssuer   Mischief = "wrong-issuer"   // both are of another pool
	ExpiredTokens Mischief = "expired"        // both ran out a minute ago
	FutureTokens  Mischief = "future"         // both were issued an hour ahead
	SwappedTokens Mischief = "swapped"        // the ID token stands where the access token belongs and the other way round
	NoIDToken     Mischief = "no-id-token"    // as without the scope openid
	BadSignature  Mischief = "bad-signature"  // the claims of the access token were changed after signing
	AlgNone       Mischief = "alg-none"       // the access token claims to need no signature
	WrongHash     Mischief = "wrong-at-hash"  // the ID token names another access token
	HugeTokens    Mischief = "huge"           // a hundred groups: larger than a cookie takes
	LastSeconds   Mischief = "expires-in-5s"  // both live five seconds
	NearlyExpired Mischief = "expires-in-30s" // both live half a minute: a site refreshes early
)

// Mischiefs lists every kind, for the control page.
func Mischiefs() []Mischief {
	return []Mischief{ForeignNonce, NoNonce, MixedUser, WrongClient, WrongIssuer, ExpiredTokens, FutureTokens, SwappedTokens,
		NoIDToken, BadSignature, AlgNone, WrongHash, HugeTokens, LastSeconds, NearlyExpired}
}

// SetMischief arms one for the next pair of tokens; "" disarms.
func (p *Pool) SetMischief(m Mischief) error {
	if m != "" && !slices.Contains(Mischiefs(), m) {
		return Refuse(InvalidParameter, "no such fault for the next tokens: %q", string(m))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mischief = m
	return nil
}

// bend changes the claims before they are signed.
func (m Mischief) bend(job signingJob, id, access map[string]any) {
	both := func(name string, value any) { id[name], access[name] = value, value }
	shift := func(issued, expires time.Duration) {
		both("iat", job.stamp(job.now.Add(issued)))
		both("exp", job.stamp(job.now.Add(expires)))
	}
	switch m {
	case ForeignNonce:
		id["nonce"] = "a-nonce-that-nobody-sent"
	case NoNonce:
		delete(id, "nonce")
	case MixedUser:
		access["sub"] = "00000000-0000-4000-8000-000000000000"
		access["username"] = access["sub"]
	case WrongClient:
		id["aud"], access["client_id"] = "anotherclientanotherclient", "anotherclientanotherclient"
	case WrongIssuer:
		both("iss", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Another01")
	case ExpiredTokens:
		shift(-time.Hour, -time.Minute)
	case FutureTokens:
		shift(time.Hour, 2*time.Hour)
	case LastSeconds:
		shift(0, 5*time.Second)
	case NearlyExpired:
		shift(0, 30*time.Second)
	case HugeTokens:
		both("cognito:groups", manyGroups())
	}
}

func manyGroups() []string {
	groups := make([]string, 100)
	for i := range groups {
		groups[i] = fmt.Sprintf("a-group-with-a-rather-long-name-%03d", i)
	}
	return groups
}

// spoil changes the tokens after they were signed.
func (m Mischief) spoil(t Tokens) Tokens {
	switch m {
	case SwappedTokens:
		t.ID, t.Access = t.Access, t.ID
	case NoIDToken:
		t.ID = ""
	case BadSignature:
		parts := strings.Split(t.Access, ".")
		t.Access = parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2]))
	case AlgNone:
		parts := strings.Split(t.Access, ".")
		t.Access = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	}
	return t
}

// hash is the at_hash of the access token, or of another one.
func (m Mischief) hash(access string) string {
	if m == WrongHash {
		return atHash("another access token")
	}
	return atHash(access)
}
