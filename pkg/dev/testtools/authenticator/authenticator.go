// Package authenticator is a browser with a virtual WebAuthn authenticator, for tests that need passkeys without a real
// browser. Nothing but tests may import it.
package authenticator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"testing"

	virtual "github.com/descope/virtualwebauthn"
)

// Browser shows a page of some origin and has an authenticator with one key.
type Browser struct {
	Page   virtual.RelyingParty // ID and Origin; the ID is what the authenticator signs, whatever the options say
	Device virtual.Authenticator
	Key    virtual.Credential
}

// New is a browser that shows a page, such as http://localhost:9229, for a relying party and a user handle.
func New(t testing.TB, relyingParty, origin, userHandle string) *Browser {
	t.Helper()
	b := &Browser{
		Page:   virtual.RelyingParty{ID: relyingParty, Name: relyingParty, Origin: origin},
		Device: virtual.NewAuthenticator(), Key: NewKey(t),
	}
	b.Device.Options.UserHandle = []byte(userHandle)
	return b
}

// NewKey makes a key of P-256. One whose coordinates begin with a zero byte is not taken: virtualwebauthn 1.0.3 leaves
// the byte out, and the key is none then (RFC 9053 section 7.1.1).
func NewKey(t testing.TB) virtual.Credential {
	t.Helper()
	for {
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		public, err := private.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if public[1] == 0 || public[33] == 0 {
			continue
		}
		der, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			t.Fatal(err)
		}
		return virtual.NewCredentialWithImportedKey(virtual.KeyTypeEC2, der)
	}
}

// Create answers the JSON of creation options as navigator.credentials.create does.
func (b *Browser) Create(t testing.TB, options string) []byte {
	t.Helper()
	parsed, err := virtual.ParseAttestationOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(virtual.CreateAttestationResponse(b.Page, b.Device, b.Key, *parsed))
}

// Get answers the JSON of request options as navigator.credentials.get does.
func (b *Browser) Get(t testing.TB, options string) []byte {
	t.Helper()
	parsed, err := virtual.ParseAssertionOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(virtual.CreateAssertionResponse(b.Page, b.Device, b.Key, *parsed))
}
