package auth

import (
	"encoding/base64"
	"strings"
)

// maxToken bounds the text of a token. Cognito's are 1 to 6 KB; API Gateway lets no more than 10,240 bytes of headers through.
const maxToken = 8192

// compact is a token in compact serialization, RFC 7515 section 7.1, cut into its parts but not decoded.
type compact struct {
	text                       string
	header, payload, signature string
}

// split cuts a token into exactly three non-empty parts. Line breaks are refused here because Go's base64 decoder passes over them.
func split(text string, off guardSet) (compact, guard) {
	if off.on(guardSize) && len(text) > maxToken {
		return compact{}, guardSize
	}
	if off.on(guardBase64) && (strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0) {
		return compact{}, guardBase64
	}
	header, rest, _ := strings.Cut(text, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	if off.on(guardForm) && (header == "" || payload == "" || signature == "" || strings.IndexByte(signature, '.') >= 0) {
		return compact{}, guardForm
	}
	return compact{text, header, payload, signature}, guardNone
}

// signed is the part of the text that the signature is about.
func (c *compact) signed() string { return c.text[:min(len(c.header)+1+len(c.payload), len(c.text))] }

// strictBase64 refuses padding and text in which the bits that stand for nothing are not zero, so that no two texts mean the same token (RFC 4648
// section 3.5).
var strictBase64 = base64.RawURLEncoding.Strict()

// decode reads the base64url text of a part into into, which must be long enough.
func decode(into, text []byte, off guardSet) ([]byte, guard) {
	n, err := strictBase64.Decode(into, text)
	if err == nil {
		return into[:n], guardNone
	}
	if n, err = base64.RawURLEncoding.Decode(into, text); err != nil {
		return nil, guardBase64
	}
	if off.on(guardBase64Bits) {
		return nil, guardBase64Bits
	}
	return into[:n], guardNone
}
