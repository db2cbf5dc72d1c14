package pool

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Fault makes the next pair of tokens wrong in one way, so that a site can be tested against it.
type Fault string

// What a site must refuse, or survive, in the next pair of tokens.
const (
	ForeignNonce  Fault = "foreign-nonce"  // the ID token has another nonce than was sent
	NoNonce       Fault = "no-nonce"       // the ID token has none
	MixedUser     Fault = "mixed-user"     // the two tokens are of different users
	WrongClient   Fault = "wrong-client"   // both are for another app client
	WrongIssuer   Fault = "wrong-issuer"   // both are of another pool
	ExpiredTokens Fault = "expired"        // both ran out a minute ago
	FutureTokens  Fault = "future"         // both were issued an hour ahead
	SwappedTokens Fault = "swapped"        // the ID token stands where the access token belongs and the other way round
	NoIDToken     Fault = "no-id-token"    // as without the scope openid
	BadSignature  Fault = "bad-signature"  // the claims of the access token were changed after signing
	AlgNone       Fault = "alg-none"       // the access token claims to need no signature
	WrongHash     Fault = "wrong-at-hash"  // the ID token names another access token
	HugeTokens    Fault = "huge"           // a hundred groups: larger than a cookie takes
	LastSeconds   Fault = "expires-in-5s"  // both live five seconds
	NearlyExpired Fault = "expires-in-30s" // both live half a minute: a site refreshes early
)

// Faults lists every kind, for the control page.
func Faults() []Fault {
	return []Fault{ForeignNonce, NoNonce, MixedUser, WrongClient, WrongIssuer, ExpiredTokens, FutureTokens, SwappedTokens,
		NoIDToken, BadSignature, AlgNone, WrongHash, HugeTokens, LastSeconds, NearlyExpired}
}

// mutateClaims changes the claims before they are signed.
func (f Fault) mutateClaims(job signingJob, id, access map[string]any) {
	both := func(name string, value any) { id[name], access[name] = value, value }
	shift := func(issued, expires time.Duration) {
		both("iat", job.stamp(job.now.Add(issued)))
		both("exp", job.stamp(job.now.Add(expires)))
	}
	switch f {
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

// corruptTokens changes the tokens after they were signed.
func (f Fault) corruptTokens(t Tokens) Tokens {
	switch f {
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

// atHash is the at_hash of the access token, or of another one.
func (f Fault) atHash(access string) string {
	if f == WrongHash {
		return atHash("another access token")
	}
	return atHash(access)
}
