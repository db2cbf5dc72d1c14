// Package totp makes and checks the codes of authenticator apps: time-based one-time passwords of six digits, every
// thirty seconds (RFC 6238 with HMAC-SHA-1, which is all that common apps read).
//
// It keeps nothing. Whoever calls it remembers the step of the last code that was used, because a code works once.
package totp

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 names it, and apps read no other
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Period is how long a code stands in an app.
const Period = 30 * time.Second

// SecretBytes is the size of a new secret: 52 characters of base32.
const SecretBytes = 32

// minimumSecretBytes is the smallest secret that RFC 4226 section 4 allows.
const minimumSecretBytes = 16

// drift is how many steps an app's clock may be ahead or behind (RFC 6238 section 5.2 recommends one).
const drift = 1

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// Encode writes a secret as text: base32 without padding.
func Encode(secret []byte) string { return base32Text.EncodeToString(secret) }

// decode reads a secret as people type it: in any case, with spaces or dashes between groups, padded or not.
func decode(text string) ([]byte, error) {
	text = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(text))
	secret, err := base32Text.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, errors.New("the secret is not base32")
	}
	if len(secret) < minimumSecretBytes {
		return nil, fmt.Errorf("the secret has %d bytes, want at least %d", len(secret), minimumSecretBytes)
	}
	return secret, nil
}

// Check refuses a text that is no secret.
func Check(text string) error {
	_, err := decode(text)
	return err
}

// Step is the number of the period that a time lies in.
func Step(at time.Time) int64 { return at.Unix() / int64(Period/time.Second) }

// Code is the code of a secret at a time.
func Code(text string, at time.Time) (string, error) {
	secret, err := decode(text)
	if err != nil {
		return "", fmt.Errorf("making a code: %w", err)
	}
	return codeOf(secret, Step(at)), nil
}

// Match looks for the step whose code this is, near a time. Blanks in the code do no harm: apps show "123 456".
func Match(text, code string, at time.Time) (step int64, ok bool) {
	secret, err := decode(text)
	if err != nil {
		return 0, false
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	now := Step(at)
	for step := now - drift; step <= now+drift; step++ {
		if subtle.ConstantTimeCompare([]byte(codeOf(secret, step)), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// codeOf is HOTP of the step (RFC 4226 section 5.3).
func codeOf(secret []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step)) //nolint:gosec // steps are not negative after 1970
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	number := binary.BigEndian.Uint32(sum[offset:offset+4]) & 0x7fffffff
	return fmt.Sprintf("%06d", number%1_000_000)
}

// URI is what an app reads from a QR code. A colon separates issuer and account, so neither may hold one.
func URI(issuer, account, secret string) string {
	clean := func(s string) string { return strings.ReplaceAll(s, ":", " ") }
	issuer, account = clean(issuer), clean(account)
	query := "secret=" + url.QueryEscape(secret) + "&issuer=" + strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20")
	return "otpauth://totp/" + pathEscape(issuer) + ":" + pathEscape(account) + "?" + query
}

// pathEscape also escapes what apps take for the end of a name or for a blank.
func pathEscape(s string) string {
	return strings.NewReplacer("&", "%26", "+", "%2B").Replace(url.PathEscape(s))
}
