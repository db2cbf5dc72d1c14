package pool

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"slices"

	"github.com/holiman/uint256"
)

// privateKey is an RSA key of 2048 bits whose modulus has eight primes (RFC 8017 section 3.2). Its public half and its
// signatures are like any other's, and both are made in a tenth of the time that two primes take, which is nearly all
// that a sign-in costs here. Nobody finds primes of 256 bits while such a key lives, but what protects something has
// larger ones, and arithmetic whose time does not depend on the key: this is for tokens that protect nothing.
type privateKey struct {
	public rsa.PublicKey
	parts  [8]rsaPart
}

// rsaPart is what one prime adds to a signature: (m^exponent mod prime) * coefficient. The sum of the parts is right
// modulo each prime, and so modulo their product (the Chinese remainder theorem).
type rsaPart struct {
	prime, coefficient *big.Int
	modulus, exponent  uint256.Int // the modulus is the prime
	reciprocal         [5]uint64   // of the modulus
}

const (
	modulusBits    = 2048
	publicExponent = 65537
)

func newPrivateKey() *privateKey {
	for {
		k := &privateKey{public: rsa.PublicKey{N: big.NewInt(1), E: publicExponent}}
		for i := range k.parts {
			k.parts[i].prime = newPrime(modulusBits / len(k.parts))
			k.public.N.Mul(k.public.N, k.parts[i].prime)
		}
		if k.complete() {
			return k
		}
	}
}

// newPrime is a random prime whose first four bits are set: the product of eight is not a bit too short.
func newPrime(bits int) *big.Int {
	candidate := make([]byte, bits/8)
	for {
		_, _ = rand.Read(candidate) // it does not fail
		candidate[0] |= 0xf0
		candidate[len(candidate)-1] |= 1
		if prime := new(big.Int).SetBytes(candidate); prime.ProbablyPrime(20) {
			return prime
		}
	}
}

// complete computes what signing needs. It reports false for primes that do not fit together or the public exponent.
func (k *privateKey) complete() bool {
	for i := range k.parts {
		p := &k.parts[i]
		less := new(big.Int).Sub(p.prime, big.NewInt(1))
		others := new(big.Int).Div(k.public.N, p.prime)
		exponent := new(big.Int).ModInverse(big.NewInt(publicExponent), less)
		inverse := new(big.Int).ModInverse(others, p.prime) // none when two primes are the same
		if exponent == nil || inverse == nil {
			return false
		}
		p.coefficient = others.Mul(others, inverse)
		p.modulus.SetFromBig(p.prime)
		p.exponent.SetFromBig(exponent)
		p.reciprocal = uint256.Reciprocal(&p.modulus)
	}
	return true
}

// digestOfSHA256 comes before the hash: the DER encoding of its DigestInfo (RFC 8017 section 9.2, note 1).
var digestOfSHA256 = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
	0x05, 0x00, 0x04, 0x20}

// sign is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.1).
func (k *privateKey) sign(text []byte) []byte {
	sum := sha256.Sum256(text)
	encoded := make([]byte, modulusBits/8)
	end := len(encoded) - len(digestOfSHA256) - len(sum)
	encoded[1] = 1
	for i := 2; i < end-1; i++ {
		encoded[i] = 0xff
	}
	copy(encoded[end:], digestOfSHA256)
	copy(encoded[end+len(digestOfSHA256):], sum[:])
	var message, quotient, part, signature big.Int
	message.SetBytes(encoded)
	rest := new(big.Int) // as the quotient, allocated once for all parts
	for i := range k.parts {
		p := &k.parts[i]
		quotient.QuoRem(&message, p.prime, rest)
		p.power(rest).IntoBig(&rest)
		signature.Add(&signature, part.Mul(rest, p.coefficient))
	}
	quotient.QuoRem(&signature, k.public.N, rest)
	return rest.FillBytes(encoded)
}

// power is a message, which is less than the prime, to the power of the exponent.
func (p *rsaPart) power(message *big.Int) *uint256.Int {
	multiply := func(z, x, y *uint256.Int) { z.MulModWithReciprocal(x, y, &p.modulus, &p.reciprocal) }
	var base, power uint256.Int
	base.SetFromBig(message)
	var powers [16]uint256.Int // of the base, for four bits of the exponent at a time
	powers[0].SetOne()
	for i := range powers[1:] {
		multiply(&powers[i+1], &powers[i], &base)
	}
	power.SetOne()
	for _, word := range slices.Backward(p.exponent[:]) {
		for range 16 {
			for range 4 {
				multiply(&power, &power, &power)
			}
			multiply(&power, &power, &powers[word>>60])
			word <<= 4
		}
	}
	return &power
}
