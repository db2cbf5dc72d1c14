package srp

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
)

// vector is a sign-in whose client's side amazon-cognito-identity-js 6.3.21 computed, with private values that were
// fixed beforehand: its AuthenticationHelper gave A, B, the key and the signature.
type vector struct {
	Name, Pool, User, Password string
	Salt                       string // hexadecimal, as all of the following but the signature
	Private                    string // b
	Secret                     string // x
	ClientPublic               string `json:"client_public"`
	ServerPublic               string `json:"server_public"`
	Block                      string
	Timestamp                  string
	Signature                  string // base64
}

func vectors(t testing.TB) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// begin replays the server's side of a vector.
func (v vector) begin(t testing.TB) (*Exchange, Proof) {
	t.Helper()
	identity := Identity{Pool: v.Pool, User: v.User}
	clientA, err := PublicValue(v.ClientPublic)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Begin(bytes.NewReader(unhex(t, v.Private)), identity, identity.Secret(unhex(t, v.Salt), v.Password), clientA)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(v.Signature)
	if err != nil {
		t.Fatal(err)
	}
	return e, Proof{SecretBlock: unhex(t, v.Block), Timestamp: v.Timestamp, Signature: signature}
}

func TestAmplifysClientAgrees(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			secret := new(big.Int).SetBytes(Identity{v.Pool, v.User}.Secret(unhex(t, v.Salt), v.Password))
			if secret.Cmp(new(big.Int).SetBytes(unhex(t, v.Secret))) != 0 {
				t.Errorf("the secret is %x", secret)
			}
			e, proof := v.begin(t)
			if e.Public() != v.ServerPublic {
				t.Errorf("B is %s", e.Public())
			}
			if !e.Verify(proof) {
				t.Error("the client's proof is refused")
			}
		})
	}
}

func TestOtherProofsAreWrong(t *testing.T) {
	for name, change := range map[string]func(*Proof){
		"no signature":              func(p *Proof) { p.Signature = nil },
		"a bit of the signature":    func(p *Proof) { p.Signature[31] ^= 1 },
		"half of the signature":     func(p *Proof) { p.Signature = p.Signature[:16] },
		"a bit of the secret block": func(p *Proof) { p.SecretBlock[0] ^= 1 },
		"another second":            func(p *Proof) { p.Timestamp = "Tue Dec 1 09:08:08 UTC 2026" },
		"a day with a leading zero": func(p *Proof) { p.Timestamp = "Tue Dec 01 09:08:07 UTC 2026" },
	} {
		t.Run(name, func(t *testing.T) {
			e, proof := vectors(t)[0].begin(t)
			change(&proof)
			if e.Verify(proof) {
				t.Error("the proof is taken")
			}
		})
	}
}

// A client whose clock is written in another way signs with that text, and is refused all the same.
func TestTimestampsAreInCognitosForm(t *testing.T) {
	for text, valid := range map[string]bool{
		"Tue Dec 1 09:08:07 UTC 2026":  true,
		"Sun Jan 3 00:01:02 UTC 2027":  true,
		"Thu Dec 31 12:00:00 UTC 2026": true,
		"Tue Dec 01 09:08:07 UTC 2026": false, // a leading zero
		"Tue Dec  1 09:08:07 UTC 2026": false, // two blanks
		"Wed Dec 1 09:08:07 UTC 2026":  false, // it was a Tuesday
		"Tue Dec 1 9:08:07 UTC 2026":   false,
		"tue dec 1 09:08:07 UTC 2026":  false,
		"Tue Dec 1 09:08:07 GMT 2026":  false,
		"Di Dez 1 09:08:07 UTC 2026":   false,
		"2026-12-01T09:08:07Z":         false,
		"Mon Feb 30 09:08:07 UTC 2026": false,
		"":                             false,
	} {
		if validTimestamp(text) != valid {
			t.Errorf("%q: valid is %t", text, !valid)
		}
	}
}

func TestPublicValues(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		valid bool
	}{
		"one digit":               {"5", true},
		"an odd number of digits": {"abc", true},
		"capitals":                {"ABCDEF", true},
		"a leading zero byte":     {"00" + strings.Repeat("f", 766), true},
		"nothing":                 {"", false},
		"zero":                    {"0", false},
		"zeros":                   {strings.Repeat("0", 768), false},
		"the prime":               {prime.Text(16), false},
		"twice the prime":         {new(big.Int).Lsh(prime, 1).Text(16), false},
		"a sign":                  {"-5", false},
		"an underscore":           {"1_0", false},
		"no number":               {"xyz", false},
		"a million digits":        {strings.Repeat("1", 1_000_000), false},
	} {
		if _, err := PublicValue(c.text); (err == nil) != c.valid {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// The group is typed in: a wrong digit makes a number that is no safe prime.
func TestTheGroupIsSafe(t *testing.T) {
	half := new(big.Int).Rsh(prime, 1)
	if prime.BitLen() != 3072 || !prime.ProbablyPrime(1) || !half.ProbablyPrime(1) {
		t.Error("the modulus is no safe prime of 3072 bits")
	}
}

func TestSignedNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "00", 1: "01", 127: "7f", 128: "0080", 255: "00ff", 256: "0100",
		0x8000: "008000"} {
		if got := hex.EncodeToString(signed(big.NewInt(n))); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}

// A server that cannot get random bytes has to say so.
func TestBeginWithoutRandomBytes(t *testing.T) {
	if _, err := Begin(bytes.NewReader(nil), Identity{}, nil, big.NewInt(5)); err == nil {
		t.Error("an exchange began")
	}
}

func BenchmarkSignIn(b *testing.B) {
	v := vectors(b)[0]
	_, proof := v.begin(b)
	identity := Identity{v.Pool, v.User}
	secret := identity.Secret(unhex(b, v.Salt), v.Password)
	for b.Loop() {
		clientA, err := PublicValue(v.ClientPublic)
		if err != nil {
			b.Fatal(err)
		}
		e, err := Begin(rand.Reader, identity, secret, clientA)
		if err != nil {
			b.Fatal(err)
		}
		e.Verify(proof)
	}
}
