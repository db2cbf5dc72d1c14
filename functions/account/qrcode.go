package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"rsc.io/qr"

	"cognitossr/templates"
)

// Lengths of a key in base32. RFC 4226 section 4 asks for 128 bits or more, which are 26 letters.
const (
	minKey = 26
	maxKey = 128
)

// isKey reports whether a text is a key as the user pool makes them: base32 without padding (RFC 4648 section 6).
func isKey(text string) bool {
	return len(text) >= minKey && len(text) <= maxKey && !strings.ContainsFunc(text, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '2' || c > '7')
	})
}

var errKey = errors.New("the user pool's key for an authenticator app is not base32 of a safe length")

// keyURI is what apps read from the picture. It has only what all of them take: six digits, 30 seconds and SHA-1 are
// what Cognito uses and what an app assumes.
//
// Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
func keyURI(issuer, user, key string) (string, error) {
	if !isKey(key) {
		return "", errKey
	}
	label := url.PathEscape(issuer) + ":" + strings.ReplaceAll(url.PathEscape(user), ":", "%3A")
	issued := strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20")
	return "otpauth://totp/" + label + "?secret=" + key + "&issuer=" + issued, nil
}

// quiet is the empty margin of a QR code, in modules (ISO/IEC 18004 section 6.3.8).
const quiet = 4

// draw draws a QR code as the path of one SVG element: a rectangle for each run of dark modules in a row.
func draw(text string) (templates.QRCode, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return templates.QRCode{}, fmt.Errorf("drawing the QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; {
			if !code.Black(x, y) {
				x++
				continue
			}
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			width := strconv.Itoa(x - start)
			path.WriteString("M" + strconv.Itoa(start+quiet) + " " + strconv.Itoa(y+quiet) + "h" + width + "v1h-" +
				width + "z")
		}
	}
	return templates.QRCode{Size: code.Size + 2*quiet, Path: path.String()}, nil
}
