package useradmin

import (
	"net/url"
	"strings"
	"unicode"
)

// Pasted cleans up a pasted address or sub: it removes surrounding spaces and line ends, invisible characters, a
// "mailto:" prefix, and a name before an address in angle brackets. Any other text is returned unchanged.
func Pasted(text string) string {
	text = strings.TrimSpace(strings.Map(seen, text))
	open, end := strings.LastIndexByte(text, '<'), strings.LastIndexByte(text, '>')
	if 0 <= open && open < end && strings.Contains(text[open:end], "@") {
		text = strings.TrimSpace(text[open+1 : end])
	}
	if scheme := "mailto:"; len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
		text, _, _ = strings.Cut(text[len(scheme):], "?")
		if address, err := url.PathUnescape(text); err == nil {
			text = address
		}
	}
	return strings.TrimSpace(text)
}

// seen drops invisible formatting characters: zero-width spaces and joiners, byte order marks, directions. They do
// not occur in addresses.
func seen(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// Search returns the query for typed or pasted text: a sub, or the beginning of an address.
func Search(text string) Query { return SearchBy(ByEmail, text) }

// SearchBy returns the query for typed or pasted text: a sub, or the beginning of another attribute.
func SearchBy(attribute Attribute, text string) Query {
	text = Pasted(text)
	if isUUID(text) {
		return Query{Attribute: BySubject, Operator: Is, Text: strings.ToLower(text)}
	}
	return Query{Attribute: attribute, Operator: BeginsWith, Text: text}
}

func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			return false
		}
	}
	return true
}
