package passkey

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// check compares what AWS has errors of their own for. The library compares all of it again, but says no more than that
// something was wrong.
func (rp RelyingParty) check(client protocol.CollectedClientData, hash, challenge []byte) error {
	want := sha256.Sum256([]byte(rp.ID))
	switch {
	case subtle.ConstantTimeCompare([]byte(client.Challenge), []byte(encoded(challenge))) != 1:
		return ErrChallenge
	case client.CrossOrigin || !rp.ownOrigin(client.Origin):
		return ErrOrigin
	case !bytes.Equal(hash, want[:]):
		return ErrRelyingParty
	}
	return nil
}

// ownOrigin says whether a page of that origin may use the relying party's passkeys: the domain itself or one below it,
// by https, or by http on this machine, which browsers treat as secure.
func (rp RelyingParty) ownOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	return (host == rp.ID || strings.HasSuffix(host, "."+rp.ID)) && (u.Scheme == "https" || u.Scheme == "http" && local)
}

// account is a User as the library wants it.
type account struct {
	User
	rp RelyingParty
}

func (a account) WebAuthnID() []byte          { return []byte(a.Sub) }
func (a account) WebAuthnName() string        { return a.Name }
func (a account) WebAuthnDisplayName() string { return a.Name }

func (a account) WebAuthnCredentials() []webauthn.Credential {
	var list []webauthn.Credential
	for _, p := range a.rp.Of(a.User) {
		list = append(list, p.Credential)
	}
	return list
}
