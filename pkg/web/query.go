package web

import "strings"

// strictQuery escapes what a browser leaves as it is in a query and net/url does not read: url.ParseQuery drops a parameter that has a semicolon or a
// percent sign without two hex digits in it. To a browser both are ordinary characters, as are brackets and others that a path to come back to must not
// have (RFC 3986, section 3.4).
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

// isStrict reports whether the byte at a place of a query may stay as it is.
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
