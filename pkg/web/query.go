package web

import "strings"

// strictQuery escapes characters that browsers allow in a query but net/url does not: url.ParseQuery drops a
// parameter with a semicolon or with a percent sign without two hex digits. To a browser both are ordinary
// characters, as are brackets and others that a return path must not have (RFC 3986, section 3.4).
//
// Source: https://url.spec.whatwg.org/#query-state
func strictQuery(raw string) string {
	clean := 0
	for clean < len(raw) && isStrict(raw, clean) {
		clean++
	}
	if clean == len(raw) {
		return raw
	}
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteString(raw[:clean])
	for i := clean; i < len(raw); i++ {
		if isStrict(raw, i) {
			b.WriteByte(raw[i])
			continue
		}
		b.WriteString("%" + string(hexDigits[raw[i]>>4]) + string(hexDigits[raw[i]&15]))
	}
	return b.String()
}

// isStrict reports whether the byte at an index of a query needs no escaping.
func isStrict(query string, at int) bool {
	switch c := query[at]; {
	case c == '%':
		return len(query)-at >= 3 && isHex(query[at+1]) && isHex(query[at+2])
	case isAlphanumeric(c):
		return true
	default:
		return strings.IndexByte("._~!$&'()*+,=:@/?-", c) >= 0
	}
}
