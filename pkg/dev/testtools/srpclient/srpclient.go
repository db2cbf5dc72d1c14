// Package srpclient is the client's side of the SRP that Amazon Cognito speaks, for tests that sign in without sending a
// password. It is written after amazon-cognito-identity-js 6.3.21 and shares nothing with the server's side. Nothing but
// tests and benchmarks may import it.
package srpclient

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

// modulus is the prime of 3072 bits of RFC 3526 section 4: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 pi) + 1690314).
var modulus = func() *big.Int {
	n, _ := new(big.Int).SetString("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"+
		"ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5"+
		"ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"+
		"9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9"+
		"de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a"+
		"8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64"+
		"521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16)
	return n
}()

var two = big.NewInt(2)

// Client is one sign-in.
type Client struct {
	pool    string // the short name
	private *big.Int
	public  *big.Int
}

// New begins a sign-in to a pool, such as eu-west-1_LocalPool.
func New(t testing.TB, poolID string) *Client {
	t.Helper()
	c, err := Begin(poolID, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Begin is New with a private value of another size in bits: a small one spends less of the client's time.
func Begin(poolID string, bits uint) (*Client, error) {
	private, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), bits))
	if err != nil {
		return nil, fmt.Errorf("choosing a private value: %w", err)
	}
	_, short, _ := strings.Cut(poolID, "_")
	return &Client{pool: short, private: private, public: new(big.Int).Exp(two, private, modulus)}, nil
}

// A is the parameter SRP_A.
func (c *Client) A() string { return c.public.Text(16) }

// Answer makes the ChallengeResponses of PASSWORD_VERIFIER out of its ChallengeParameters.
func (c *Client) Answer(t testing.TB, parameters map[string]string, password string, at time.Time) map[string]string {
	t.Helper()
	responses, err := c.Prove(parameters, password, at)
	if err != nil {
		t.Fatal(err)
	}
	return responses
}

// Prove is Answer for who has no test.
func (c *Client) Prove(parameters map[string]string, password string, at time.Time) (map[string]string, error) {
	salt, saltOK := new(big.Int).SetString(parameters["SALT"], 16)
	public, publicOK := new(big.Int).SetString(parameters["SRP_B"], 16)
	block, err := base64.StdEncoding.DecodeString(parameters["SECRET_BLOCK"])
	if !saltOK || !publicOK || err != nil {
		return nil, fmt.Errorf("the challenge has no numbers: %v", parameters)
	}
	user, stamp := parameters["USER_ID_FOR_SRP"], at.UTC().Format("Mon Jan 2 15:04:05 UTC 2006")
	mac := hmac.New(sha256.New, c.key(user, password, salt, public))
	mac.Write([]byte(c.pool + user))
	mac.Write(block)
	mac.Write([]byte(stamp))
	return map[string]string{
		"USERNAME": user, "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"], "TIMESTAMP": stamp,
		"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}, nil
}

// Verifier is what ConfirmDevice wants of a device's password, for a client that was made with its group key as the pool.
func (c *Client) Verifier(user, password string, salt []byte) []byte {
	inner := sha256.Sum256([]byte(c.pool + user + ":" + password))
	return new(big.Int).Exp(two, hashed(padded(new(big.Int).SetBytes(salt)), inner[:]), modulus).Bytes()
}

// key is HKDF of the shared value: S = (B - k * 2^x) ^ (a + u * x).
func (c *Client) key(user, password string, salt, public *big.Int) []byte {
	inner := sha256.Sum256([]byte(c.pool + user + ":" + password))
	x := hashed(padded(salt), inner[:])
	u := hashed(padded(c.public), padded(public))
	base := new(big.Int).Mul(hashed(padded(modulus), padded(two)), new(big.Int).Exp(two, x, modulus))
	base.Sub(public, base).Mod(base, modulus)
	shared := base.Exp(base, new(big.Int).Add(c.private, new(big.Int).Mul(u, x)), modulus)
	extract := hmac.New(sha256.New, padded(u))
	extract.Write(padded(shared))
	expand := hmac.New(sha256.New, extract.Sum(nil))
	expand.Write([]byte("Caldera Derived Key\x01"))
	return expand.Sum(nil)[:16]
}

func hashed(parts ...[]byte) *big.Int {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return new(big.Int).SetBytes(h.Sum(nil))
}

// padded has a zero byte in front where the first bit is set.
func padded(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) > 0 && b[0]&0x80 != 0 {
		return append([]byte{0}, b...)
	}
	return b
}
