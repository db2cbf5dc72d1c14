package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/web"
)

// stateCipher encrypts values that pass through the administrator's browser, pagination tokens and outcomes, so that
// they are valid only in the same sign-in and for the same purpose. A link with another user's pagination token, or
// with a forged outcome, is rejected.
//
// The key is derived (RFC 5869) from a value that all tokens of a sign-in share and only their holder knows; the
// function needs no secret, and all its instances have the same key.
type stateCipher struct{ aead cipher.AEAD }

func (u users) stateCipher(r *http.Request, admin *auth.Identity) (stateCipher, error) {
	session := admin.Access.OriginJTI()
	if session == "" { // token revocation is off: the access token then has to do, until it is refreshed
		session = web.Layout(r, "").FormToken
	}
	info := strings.Join([]string{"admin/users", u.Config.ClientID, admin.Subject()}, "\n")
	key, err := hkdf.Key(sha256.New, []byte(session), nil, info, sha256.Size)
	if err != nil {
		return stateCipher{}, fmt.Errorf("deriving the key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return stateCipher{}, fmt.Errorf("making the cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return stateCipher{}, fmt.Errorf("making the cipher: %w", err)
	}
	return stateCipher{aead}, nil
}

var errForeignState = errors.New("the value was not encrypted for this sign-in and purpose")

// encrypt returns a value, encrypted for a purpose, as text for a URL.
func (s stateCipher) encrypt(purpose, value string) string {
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, []byte(value), []byte(purpose)))
}

// decrypt returns errForeignState for anything that was not encrypted for the same purpose and sign-in.
func (s stateCipher) decrypt(purpose, encrypted string) (string, error) {
	box, err := base64.RawURLEncoding.Strict().DecodeString(encrypted)
	if err != nil {
		return "", errForeignState
	}
	value, err := s.aead.Open(nil, nil, box, []byte(purpose))
	if err != nil {
		return "", errForeignState
	}
	return string(value), nil
}
