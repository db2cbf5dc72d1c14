package jsonscan

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text reads a string, which must come next. Without escapes the result is a part of the text.
func (s *Scanner) Text() string {
	if !s.expect('"') {
		return ""
	}
	start := s.pos
	end := start + plainLength(s.text[start:])
	switch {
	case end == len(s.text) || s.text[end] < ' ':
		s.Fail(Syntax)
		return ""
	case s.text[end] == '\\' || s.repair && !utf8.ValidString(s.text[start:end]):
		return s.decoded()
	}
	s.pos = end + 1
	return s.text[start:end]
}

// plainLength returns how many bytes come before the first quote, backslash or control character. It looks at eight
// bytes at once: when a word is tested for zero bytes, the lowest bit that is set is always a true one.
func plainLength(text string) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		word := eightBytes(text[i : i+8])
		quote, backslash := word^('"'*ones), word^('\\'*ones)
		found := ((quote-ones)&^quote | (backslash-ones)&^backslash | (word-' '*ones)&^word) & tops
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return i
}

// eightBytes reads eight bytes as one little-endian word. The compiler makes one load of it.
func eightBytes(b string) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// decoded reads a string that has escapes or invalid UTF-8 in it, from its first byte on.
func (s *Scanner) decoded() string {
	var value strings.Builder
	value.Grow(s.rawLength())
	for s.fault == None && s.pos < len(s.text) {
		size := plainLength(s.text[s.pos:])
		s.write(&value, s.text[s.pos:s.pos+size])
		s.pos += size
		switch s.next() {
		case '"':
			s.pos++
			return value.String()
		case '\\':
			s.escape(&value)
		default: // a control character, or the end of the text
			s.Fail(Syntax)
		}
	}
	s.Fail(Syntax)
	return ""
}

// rawLength returns how many bytes come before the quote that ends the string, escapes included.
func (s *Scanner) rawLength() int {
	i := s.pos
	for i < len(s.text) {
		i += plainLength(s.text[i:])
		if i+1 >= len(s.text) || s.text[i] != '\\' {
			break
		}
		i += len(`\"`)
	}
	return min(i, len(s.text)) - s.pos
}

// write appends text in which invalid bytes become U+FFFD, each of them.
func (s *Scanner) write(value *strings.Builder, text string) {
	if !s.repair || utf8.ValidString(text) {
		value.WriteString(text)
		return
	}
	for _, r := range text {
		value.WriteRune(r)
	}
}

// simpleEscapes are the escapes of one letter, RFC 8259 section 7.
var simpleEscapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads one escape and appends its value.
func (s *Scanner) escape(value *strings.Builder) {
	if s.pos+1 >= len(s.text) {
		s.Fail(Syntax)
		return
	}
	letter := s.text[s.pos+1]
	if letter == 'u' {
		value.WriteRune(s.unicodeEscape())
		return
	}
	if simpleEscapes[letter] == 0 {
		s.Fail(Syntax)
		return
	}
	s.pos += 2
	value.WriteByte(simpleEscapes[letter])
}

// unicodeEscape reads \uXXXX, or the two of a surrogate pair. Half a pair is no character.
func (s *Scanner) unicodeEscape() rune {
	first, ok := s.hexUnit(s.pos)
	if !ok {
		s.Fail(Syntax)
		return 0
	}
	s.pos += len(`\uXXXX`)
	if !utf16.IsSurrogate(first) {
		return first
	}
	second, ok := s.hexUnit(s.pos)
	if pair := utf16.DecodeRune(first, second); ok && pair != unicode.ReplacementChar {
		s.pos += len(`\uXXXX`)
		return pair
	}
	if !ok && strings.HasPrefix(s.text[s.pos:], `\u`) {
		s.Fail(Syntax)
	}
	if s.policy.ValidUTF8 {
		s.Fail(UTF8)
	}
	return unicode.ReplacementChar
}

// hexUnit returns the UTF-16 code unit of the escape \uXXXX at a position, if there is one.
func (s *Scanner) hexUnit(pos int) (unit rune, ok bool) {
	if len(s.text)-pos < len(`\uXXXX`) || s.text[pos] != '\\' || s.text[pos+1] != 'u' {
		return 0, false
	}
	for _, c := range []byte(s.text[pos+2 : pos+6]) {
		switch {
		case '0' <= c && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			unit = unit<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}
