package awsjson

import (
	"strings"
	"unicode/utf8"

	"cognitossr/pkg/jsonscan"
)

// Policy is what an answer must be besides JSON.
var Policy = jsonscan.Policy{MaxDepth: 16, MaxMembers: 256, Unique: true, ValidUTF8: true, Complete: true}

// Text returns the string at the end of a path of members, "" if there is none. It reports whether the answer is an
// object that Policy allows.
func Text(answer string, path ...string) (value string, ok bool) {
	var s jsonscan.Scanner
	s.Begin(answer, Policy)
	if s.Peek() != '{' {
		return "", false
	}
	value = textAt(&s, path)
	return strings.Clone(value), s.End() == jsonscan.None
}

// textAt reads the next value, and what the path leads to in it.
func textAt(s *jsonscan.Scanner, path []string) (value string) {
	switch c := s.Peek(); {
	case c == '"' && len(path) == 0:
		return s.Text()
	case c != '{' || len(path) == 0:
		s.Skip()
		return ""
	}
	o := s.Object()
	for name, ok := s.Member(&o); ok; name, ok = s.Member(&o) {
		if name == path[0] {
			value = textAt(s, path[1:])
		} else {
			s.Skip()
		}
	}
	return value
}

// Quote returns a text as a JSON string (RFC 8259 section 7). Invalid UTF-8 becomes U+FFFD.
func Quote(text string) string {
	const hex = "0123456789abcdef"
	quoted := make([]byte, 0, len(text)+2)
	quoted = append(quoted, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			quoted = append(quoted, '\\', byte(c))
		case c < ' ':
			quoted = append(quoted, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			quoted = utf8.AppendRune(quoted, c)
		}
	}
	return string(append(quoted, '"'))
}
