// Package passkey makes and checks the two ceremonies of WebAuthn as Amazon Cognito asks for them: registering a
// passkey and signing in with one. The checks are go-webauthn's; the options have the members and values of AWS's API
// reference (StartWebAuthnRegistration, InitiateAuth).
//
// It holds nothing between the steps: the caller keeps the challenge, lets it be answered once, and lets it run out.
// It knows no users but those it is handed, and no HTTP.
package passkey

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
)

// RelyingParty is who passkeys are for.
type RelyingParty struct {
	ID               string // a domain in lower case, without port
	UserVerification string // required or preferred
}

// User is whose passkeys are made and used.
type User struct {
	Sub      string // its text is the user handle
	Name     string // which the browser shows
	Passkeys []Passkey
}

// Passkey is a credential as it is kept.
type Passkey struct {
	Credential     webauthn.Credential `json:"credential"`
	RelyingPartyID string              `json:"relying_party"`
	Created        time.Time           `json:"created"`
}

// ID is the credential's id in base64url, as browsers and the API write it.
func (p Passkey) ID() string { return base64.RawURLEncoding.EncodeToString(p.Credential.ID) }

// Transports say how a browser reaches the authenticator, such as "internal".
func (p Passkey) Transports() []string {
	names := make([]string, len(p.Credential.Transport))
	for i, t := range p.Credential.Transport {
		names[i] = string(t)
	}
	return names
}

// Attachment is platform, cross-platform, or "" when the browser did not say.
func (p Passkey) Attachment() string { return string(p.Credential.Authenticator.Attachment) }

// Why a ceremony is refused.
var (
	ErrResponse     = errors.New("the answer is no WebAuthn credential, or a wrong one")
	ErrChallenge    = errors.New("the answer is to another challenge")
	ErrOrigin       = errors.New("the page's origin does not belong to the relying party")
	ErrRelyingParty = errors.New("the answer is for another relying party")
	ErrAlgorithm    = errors.New("the key's algorithm was not offered")
	ErrCloned       = errors.New("the signature counter went back: the passkey may have been copied")
	ErrID           = errors.New("a relying party is a domain in lower case, and no IP address")
)

// ChallengeSize is the number of random bytes of a challenge (WebAuthn section 13.4.3 asks for 16 at the least).
const ChallengeSize = 32

// How long a browser is told to wait. The values are those of AWS's samples.
const (
	registrationTimeout = time.Minute
	signInTimeout       = 3 * time.Minute
)

// descriptor names a credential.
type descriptor struct {
	Type       string   `json:"type"`
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

// algorithm is a key's type with the number of its algorithm in the registry of COSE.
type algorithm struct {
	Type      string                               `json:"type"`
	Algorithm webauthncose.COSEAlgorithmIdentifier `json:"alg"`
}

var algorithms = []algorithm{{"public-key", webauthncose.AlgES256}, {"public-key", webauthncose.AlgRS256}}

// CreationOptions are the CredentialCreationOptions of StartWebAuthnRegistration, for
// PublicKeyCredential.parseCreationOptionsFromJSON.
type CreationOptions struct {
	RP                     entity         `json:"rp"`
	User                   userEntity     `json:"user"`
	Challenge              string         `json:"challenge"`
	PubKeyCredParams       []algorithm    `json:"pubKeyCredParams"`
	Timeout                int64          `json:"timeout"` // milliseconds
	ExcludeCredentials     []descriptor   `json:"excludeCredentials"`
	AuthenticatorSelection selectionRules `json:"authenticatorSelection"`
}

type entity struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type userEntity struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type selectionRules struct {
	RequireResidentKey bool   `json:"requireResidentKey"`
	ResidentKey        string `json:"residentKey"`
	UserVerification   string `json:"userVerification"`
}

// RequestOptions are the CREDENTIAL_REQUEST_OPTIONS of a WEB_AUTHN challenge, for
// PublicKeyCredential.parseRequestOptionsFromJSON.
type RequestOptions struct {
	Challenge        string       `json:"challenge"`
	Timeout          int64        `json:"timeout"` // milliseconds
	RPID             string       `json:"rpId"`
	AllowCredentials []descriptor `json:"allowCredentials"`
	UserVerification string       `json:"userVerification"`
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// CreationOptions ask a browser for a new passkey that none of the user's own authenticators has yet.
func (rp RelyingParty) CreationOptions(u User, challenge []byte) CreationOptions {
	return CreationOptions{
		RP: entity{rp.ID, rp.ID}, User: userEntity{encoded([]byte(u.Sub)), u.Name, u.Name}, Challenge: encoded(challenge),
		PubKeyCredParams: algorithms, Timeout: registrationTimeout.Milliseconds(),
		ExcludeCredentials:     rp.descriptors(u, false),
		AuthenticatorSelection: selectionRules{true, "required", rp.UserVerification},
	}
}

// RequestOptions ask a browser for a signature by one of the user's passkeys.
func (rp RelyingParty) RequestOptions(u User, challenge []byte) RequestOptions {
	return RequestOptions{
		Challenge: encoded(challenge), Timeout: signInTimeout.Milliseconds(), RPID: rp.ID,
		AllowCredentials: rp.descriptors(u, true), UserVerification: rp.UserVerification,
	}
}

// Of are the user's passkeys for this relying party.
func (rp RelyingParty) Of(u User) []Passkey {
	var own []Passkey
	for _, p := range u.Passkeys {
		if p.RelyingPartyID == rp.ID {
			own = append(own, p)
		}
	}
	return own
}

func (rp RelyingParty) descriptors(u User, transports bool) []descriptor {
	list := []descriptor{}
	for _, p := range rp.Of(u) {
		d := descriptor{Type: "public-key", ID: p.ID()}
		if transports {
			d.Transports = p.Transports()
		}
		list = append(list, d)
	}
	return list
}

// Valid says whether browsers take the relying party's id: a domain name in lower case, no IP address.
func (rp RelyingParty) Valid() bool {
	return rp.ID == strings.ToLower(rp.ID) && net.ParseIP(rp.ID) == nil && protocol.ValidateRPID(rp.ID) == nil
}

// Register checks the answer to CreationOptions, the JSON of the browser's PublicKeyCredential, and returns the new
// passkey without its date.
func (rp RelyingParty) Register(u User, challenge, response []byte) (Passkey, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return Passkey{}, fmt.Errorf("%w: %w", ErrResponse, err)
	}
	data := parsed.Response.AttestationObject.AuthData
	if err := rp.check(parsed.Response.CollectedClientData, data.RPIDHash, challenge); err != nil {
		return Passkey{}, err
	}
	var parameters []protocol.CredentialParameter
	for _, a := range algorithms {
		parameters = append(parameters, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType,
			Algorithm: a.Algorithm})
	}
	if !offered(data.AttData.CredentialPublicKey) {
		return Passkey{}, ErrAlgorithm
	}
	library, session, err := rp.ceremony(u, challenge, parsed.Response.CollectedClientData.Origin)
	if err != nil {
		return Passkey{}, err
	}
	session.CredParams = parameters
	credential, err := library.CreateCredential(account{u, rp}, session, parsed)
	if err != nil {
		return Passkey{}, fmt.Errorf("%w: %w", ErrResponse, err)
	}
	credential.Attestation = webauthn.CredentialAttestation{} // nobody asks the metadata service about it
	return Passkey{Credential: *credential, RelyingPartyID: rp.ID}, nil
}

// offered says whether a COSE key is of an algorithm that the options name.
func offered(key []byte) bool {
	parsed, err := webauthncose.ParsePublicKey(key)
	if err != nil {
		return false
	}
	number := int64(0)
	switch k := parsed.(type) {
	case webauthncose.EC2PublicKeyData:
		number = k.Algorithm
	case webauthncose.RSAPublicKeyData:
		number = k.Algorithm
	}
	for _, a := range algorithms {
		if int64(a.Algorithm) == number {
			return true
		}
	}
	return false
}

// SignIn checks the answer to RequestOptions and returns the passkey with its counter and flags as they are now, which
// have to be stored.
func (rp RelyingParty) SignIn(u User, challenge, response []byte) (Passkey, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return Passkey{}, fmt.Errorf("%w: %w", ErrResponse, err)
	}
	if err := rp.check(parsed.Response.CollectedClientData, parsed.Response.AuthenticatorData.RPIDHash,
		challenge); err != nil {
		return Passkey{}, err
	}
	library, session, err := rp.ceremony(u, challenge, parsed.Response.CollectedClientData.Origin)
	if err != nil {
		return Passkey{}, err
	}
	for _, p := range rp.Of(u) {
		session.AllowedCredentialIDs = append(session.AllowedCredentialIDs, p.Credential.ID)
	}
	credential, err := library.ValidateLogin(account{u, rp}, session, parsed)
	if err != nil {
		return Passkey{}, fmt.Errorf("%w: %w", ErrResponse, err)
	}
	if credential.Authenticator.CloneWarning {
		return Passkey{}, ErrCloned
	}
	for _, p := range rp.Of(u) {
		if string(p.Credential.ID) == string(credential.ID) {
			p.Credential = *credential
			return p, nil
		}
	}
	return Passkey{}, ErrResponse
}

// ceremony sets the library up for one answer. The origin was checked before; the library compares it again.
func (rp RelyingParty) ceremony(u User, challenge []byte, origin string) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	library, err := webauthn.New(&webauthn.Config{RPID: rp.ID, RPDisplayName: rp.ID, RPOrigins: []string{origin}})
	if err != nil {
		return nil, webauthn.SessionData{}, fmt.Errorf("%w: %w", ErrID, err)
	}
	return library, webauthn.SessionData{
		Challenge: encoded(challenge), RelyingPartyID: rp.ID, UserID: []byte(u.Sub),
		UserVerification: protocol.UserVerificationRequirement(rp.UserVerification),
	}, nil
}
