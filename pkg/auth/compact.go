package auth

import (
	"encoding/base64"
	"strings"
)

// maxToken is the longest accepted token in bytes. Cognito's have 1 to 6 KB; API Gateway accepts 10,240 bytes of
// headers.
const maxToken = 8192

// compact is a token in compact serialization, RFC 7515 section 7.1, split into its parts but not decoded.
type compact struct {
	text                       string
	header, payload, signature string
}

// split cuts a token into exactly three non-empty parts. Line breaks are refused here because Go's base64 decoder
// ignores them.
func split(text string, rules disabledRules) (compact, reasonCode) {
	if rules.enforced(reasonSize) && len(text) > maxToken {
		return compact{}, reasonSize
	}
	if rules.enforced(reasonBase64) && (strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0) {
		return compact{}, reasonBase64
	}
	header, rest, _ := strings.Cut(text, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	threeParts := header != "" && payload != "" && signature != "" && strings.IndexByte(signature, '.') < 0
	if !threeParts && rules.enforced(reasonForm) {
		return compact{}, reasonForm
	}
	return compact{text, header, payload, signature}, reasonNone
}

// signed is the signing input, RFC 7515 section 5.1.
func (c *compact) signed() string { return c.text[:min(len(c.header)+1+len(c.payload), len(c.text))] }

// strictBase64 refuses padding and unused bits that are not zero, so that no two texts decode to the same token (RFC
// 4648 section 3.5).
var strictBase64 = base64.RawURLEncoding.Strict()

// decode writes the decoded base64url text of a part to into, which must be long enough.
func decode(into, text []byte, rules disabledRules) ([]byte, reasonCode) {
	n, err := strictBase64.Decode(into, text)
	if err == nil {
		return into[:n], reasonNone
	}
	if n, err = base64.RawURLEncoding.Decode(into, text); err != nil {
		return nil, reasonBase64
	}
	if rules.enforced(reasonBase64Bits) {
		return nil, reasonBase64Bits
	}
	return into[:n], reasonNone
}
