package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
)

// seal encrypts the access token of the account client, so that nobody but this function can use it: not another
// function, not whoever reads the cookie, not even the visitor, who could otherwise call the user pool's API with it and
// choose an address of a domain that the site does not allow.
//
// The key is derived from the account client's secret (RFC 5869), which no other function holds. AES-256-GCM also
// authenticates the binding, the session that the token was got in, so that it opens in no other.
type seal struct {
	secret cognito.Secret
	random io.Reader
}

var errNotSealedHere = errors.New("it was not sealed by this site for this session")

func (s seal) aead(ctx context.Context) (cipher.AEAD, error) {
	secret, err := s.secret(ctx, sensitive.Text{})
	if err != nil {
		return nil, fmt.Errorf("getting the key of the account cookie: %w", err)
	}
	key, err := hkdf.Key(sha256.New, []byte(secret.Reveal()), nil, "account cookie 1", 32)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of the account cookie: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of the account cookie: %w", err)
	}
	return cipher.NewGCM(block)
}

func (s seal) close(ctx context.Context, token sensitive.Text, binding string) (string, error) {
	aead, err := s.aead(ctx)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return "", fmt.Errorf("sealing the account cookie: %w", err)
	}
	sealed := aead.Seal(nonce, nonce, []byte(token.Reveal()), []byte(binding))
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// open returns errNotSealedHere for anything that close did not return for the same binding.
func (s seal) open(ctx context.Context, sealed, binding string) (sensitive.Text, error) {
	aead, err := s.aead(ctx)
	if err != nil {
		return sensitive.Text{}, err
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(raw) < aead.NonceSize() {
		return sensitive.Text{}, errNotSealedHere
	}
	token, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(binding))
	if err != nil {
		return sensitive.Text{}, errNotSealedHere
	}
	return sensitive.New(string(token)), nil
}
