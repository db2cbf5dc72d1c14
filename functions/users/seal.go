package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/web"
)

// sealer closes values that go through the administrator's browser, so that only the same sign-in can bring them back, and only for what they were made for.
// A link with somebody else's mark of a page, or with a sentence of what has supposedly been done, does not open.
//
// The key is made of what the tokens of a sign-in have in common and only their holder knows; the function needs no secret of its own, and all its
// instances have the same key.
type sealer struct {
	aead   cipher.AEAD
	random io.Reader
}

func (u users) sealer(r *http.Request, admin *auth.Identity) (sealer, error) {
	session := admin.Access.OriginJTI()
	if session == "" { // token revocation is off: the access token itself then has to do, until it is refreshed
		session = web.Layout(r, "").FormToken
	}
	key := sha256.Sum256([]byte(strings.Join([]string{"admin/users", u.Config.ClientID, admin.Subject(), session}, "\n")))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return sealer{}, fmt.Errorf("making the seal: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return sealer{}, fmt.Errorf("making the seal: %w", err)
	}
	return sealer{aead: aead, random: u.Sessions.Random}, nil
}

var errSeal = errors.New("the value is not sealed for this sign-in and purpose")

// seal closes a value for a purpose.
func (s sealer) seal(purpose, value string) (string, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return "", fmt.Errorf("sealing: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(value), []byte(purpose))), nil
}

// open returns errSeal for anything that seal did not make for the same purpose and sign-in.
func (s sealer) open(purpose, sealed string) (string, error) {
	box, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(box) < s.aead.NonceSize() {
		return "", errSeal
	}
	value, err := s.aead.Open(nil, box[:s.aead.NonceSize()], box[s.aead.NonceSize():], []byte(purpose))
	if err != nil {
		return "", errSeal
	}
	return string(value), nil
}
