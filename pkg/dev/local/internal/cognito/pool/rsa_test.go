package pool

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"testing"
)

// What the standard library verifies is what the pool signs, and there is one such signature only.
func TestSignaturesAreThoseOfRSA(t *testing.T) {
	for range 4 {
		k := newPrivateKey()
		if k.public.N.BitLen() != 2048 || k.public.E != 65537 {
			t.Fatalf("a key of %d bits and the exponent %d", k.public.N.BitLen(), k.public.E)
		}
		for i := range 50 {
			text := []byte(fmt.Sprintf("text %d", i))
			sum := sha256.Sum256(text)
			if err := rsa.VerifyPKCS1v15(&k.public, crypto.SHA256, sum[:], k.sign(text)); err != nil {
				t.Fatalf("text %d: %v", i, err)
			}
		}
	}
}

func TestPrimesThatDoNotFitMakeNoKey(t *testing.T) {
	for name, last := range map[string]int64{
		"one twice":                   7,
		"one that the exponent fits":  65537*2*3 + 1, // not coprime to what is below it
		"all right, as a control run": 29,
	} {
		k := &privateKey{public: rsa.PublicKey{N: big.NewInt(1), E: publicExponent}}
		for i, prime := range []int64{5, 7, 11, 13, 17, 19, 23, last} {
			k.parts[i].prime = big.NewInt(prime)
			k.public.N.Mul(k.public.N, k.parts[i].prime)
		}
		if got, want := k.complete(), name == "all right, as a control run"; got != want {
			t.Errorf("%s: complete is %t", name, got)
		}
	}
}
