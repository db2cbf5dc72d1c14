// Package srp is the server's side of the Secure Remote Password protocol as Amazon Cognito speaks it: SRP-6a
// (RFC 5054 section 2.5.3) with SHA-256 and the group of 3072 bits, and with a proof of Cognito's own.
//
// Numbers are hashed as the shortest two's complement (a zero byte before a set high bit), where RFC 5054 pads them to
// the length of the group. The key is HKDF over the shared secret with u as salt, and the proof is an HMAC over the
// pool's short name, the user name, the secret block and the time stamp. AWS has not published this; it is what its
// clients compute (amazon-cognito-identity-js 6.3.21, cognito-srp-helper 2.3.4).
//
// The package is arithmetic: it holds no users, no challenges and no clock, and knows neither HTTP nor JSON.
package srp

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"
)

// The group of 3072 bits of RFC 5054 appendix A, with Cognito's generator 2 where that has 5.
var (
	prime = number(strings.Join([]string{
		"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B",
		"302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6",
		"49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D",
		"670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
		"3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D",
		"B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
		"BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
	}, ""))
	generator  = big.NewInt(2)
	multiplier = new(big.Int).SetBytes(digest(signed(prime), signed(generator))) // k
)

// number reads a constant.
func number(hexadecimal string) *big.Int {
	n, ok := new(big.Int).SetString(hexadecimal, 16)
	if !ok {
		panic("srp: a constant is no number")
	}
	return n
}

// signed is a number of no sign as the shortest two's complement.
func signed(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) == 0 || b[0] >= 0x80 {
		return append([]byte{0}, b...)
	}
	return b
}

func digest(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// Identity is whose password it is.
type Identity struct {
	Pool string // the id of the pool without its Region: LocalPool of eu-west-1_LocalPool
	User string // the user name, which an alias stands for
}

// Secret is x, the hash of a password with its salt: 32 bytes. Who has it can sign in, so it is kept as a password hash
// is.
func (i Identity) Secret(salt []byte, password string) []byte {
	return digest(signed(new(big.Int).SetBytes(salt)), digest([]byte(i.Pool+i.User+":"+password)))
}

// ErrPublicValue is for a client's A that is no number, or one that would make the shared secret known.
var ErrPublicValue = errors.New("srp: the client's public value is none")

// maximumPublic bounds the digits of A that are read: those of the prime, and one for a sign byte.
const maximumPublic = 3072/4 + 2

// PublicValue reads a client's A, hexadecimal with any number of digits.
func PublicValue(hexadecimal string) (*big.Int, error) {
	if hexadecimal == "" || len(hexadecimal) > maximumPublic || strings.Trim(hexadecimal, "0123456789abcdefABCDEF") != "" {
		return nil, ErrPublicValue
	}
	a, ok := new(big.Int).SetString(hexadecimal, 16)
	if !ok || new(big.Int).Mod(a, prime).Sign() == 0 {
		return nil, ErrPublicValue
	}
	return a, nil
}

// Exchange is one sign-in between its two steps.
type Exchange struct {
	identity Identity
	verifier *big.Int // v
	clientA  *big.Int
	private  *big.Int // b
	public   *big.Int // B
}

// privateSize is the number of random bytes of b; RFC 5054 section 2.5.4 asks for 32 at the least.
const privateSize = 32

// Begin answers a client's A for somebody whose password has this secret.
func Begin(random io.Reader, i Identity, secret []byte, clientA *big.Int) (*Exchange, error) {
	return BeginVerifier(random, i, power(generator, new(big.Int).SetBytes(secret)), clientA)
}

// ValidVerifier says whether a verifier that a client made proves anything: 0 and 1 would let everybody in.
func ValidVerifier(v *big.Int) bool { return v.Cmp(big.NewInt(1)) > 0 && v.Cmp(prime) < 0 }

// BeginVerifier is Begin for somebody of whom only the verifier is known, such as a device.
func BeginVerifier(random io.Reader, i Identity, verifier, clientA *big.Int) (*Exchange, error) {
	e := &Exchange{identity: i, clientA: clientA, verifier: verifier}
	base := new(big.Int).Mul(multiplier, e.verifier)
	for {
		b := make([]byte, privateSize)
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, fmt.Errorf("choosing a private value: %w", err)
		}
		e.private = new(big.Int).SetBytes(b)
		e.public = power(generator, e.private)
		if e.public.Add(e.public, base).Mod(e.public, prime).Sign() != 0 { // a client refuses 0
			return e, nil
		}
	}
}

func power(base, exponent *big.Int) *big.Int { return new(big.Int).Exp(base, exponent, prime) }

// Public is B, hexadecimal in lower case.
func (e *Exchange) Public() string { return e.public.Text(16) }

// sessionKeySize is the size in bytes of the key of the proof.
const sessionKeySize = 16

// sessionKey derives the key that both sides have when the client knew the password.
func (e *Exchange) sessionKey() ([]byte, error) {
	u := new(big.Int).SetBytes(digest(signed(e.clientA), signed(e.public)))
	shared := power(new(big.Int).Mul(e.clientA, power(e.verifier, u)), e.private)
	key, err := hkdf.Key(sha256.New, signed(shared), signed(u), "Caldera Derived Key", sessionKeySize)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of the proof: %w", err)
	}
	return key, nil
}

// Proof is what a client answers.
type Proof struct {
	SecretBlock []byte // of the challenge, unchanged
	Timestamp   string
	Signature   []byte
}

// Verify reports whether a proof was made with the password. A time stamp in another form than Cognito's is wrong, too.
func (e *Exchange) Verify(p Proof) bool {
	key, err := e.sessionKey()
	if err != nil || !validTimestamp(p.Timestamp) {
		return false
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range [][]byte{[]byte(e.identity.Pool), []byte(e.identity.User), p.SecretBlock, []byte(p.Timestamp)} {
		mac.Write(part)
	}
	return subtle.ConstantTimeCompare(mac.Sum(nil), p.Signature) == 1
}

// TimestampForm is how the time stamp of a proof is written: in English, always UTC, the day without a leading zero.
const TimestampForm = "Mon Jan 2 15:04:05 UTC 2006"

// validTimestamp takes what a clock can have written, so the weekday has to fit the day.
func validTimestamp(text string) bool {
	t, err := time.Parse(TimestampForm, text)
	return err == nil && t.Format(TimestampForm) == text
}
