package lambda

import (
	"encoding/binary"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads JSON (RFC 8259) without reflection: what encoding/json takes to learn a type is the largest single part of the first request, and what it
// takes to copy each value is that of every later one. It accepts and refuses what encoding/json does and gives the same values, which a fuzz test holds.
type scanner struct {
	data  []byte // what is read
	text  string // a copy of data, which values are cut out of: data is the caller's again afterwards
	pos   int
	depth int
	fault string // what was wrong first; "" as long as nothing is
}

// maxDepth is encoding/json's limit of nesting.
const maxDepth = 10_000

func newScanner(data []byte) *scanner { return &scanner{data: data, text: string(data)} }

// fail notes what is wrong and makes everything after it end at once.
func (s *scanner) fail(what string) {
	if s.fault == "" {
		s.fault = what
	}
	s.pos = len(s.data)
}

// peek gives the first byte of the next token, or 0 at the end.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// end reports a fault unless everything was read.
func (s *scanner) end() {
	if s.peek(); s.pos < len(s.data) {
		s.fail("there is text after the value")
	}
}

// object calls take for each member of the object that begins here; take has to read the value.
func (s *scanner) object(take func(name string)) {
	s.enter()
	for first := true; s.more('}', first); first = false {
		if s.peek() != '"' {
			s.fail("a member has no name")
			return
		}
		name := s.string()
		if s.peek() != ':' {
			s.fail("a member has no value")
			return
		}
		s.pos++
		take(name)
	}
}

// array calls take for each element of the array that begins here; take has to read it.
func (s *scanner) array(take func()) {
	s.enter()
	for first := true; s.more(']', first); first = false {
		take()
	}
}

// enter steps over the bracket that begins an object or array.
func (s *scanner) enter() {
	s.pos++
	if s.depth++; s.depth > maxDepth {
		s.fail("it is nested too deeply")
	}
}

// more steps over the comma before the next element, or over the bracket at the end.
func (s *scanner) more(end byte, first bool) bool {
	c := s.peek()
	switch {
	case c == end:
		s.pos++
		s.depth--
		return false
	case first:
	case c == ',':
		s.pos++
	default:
		s.fail("a comma or bracket is missing")
	}
	return s.fault == ""
}

// skip reads any value.
func (s *scanner) skip() {
	switch c := s.peek(); {
	case c == '{':
		s.object(func(string) { s.skip() })
	case c == '[':
		s.array(s.skip)
	case c == '"':
		_ = s.string()
	case c == '-' || isDigit(c):
		s.number()
	case c == 't':
		s.literal("true")
	case c == 'f':
		s.literal("false")
	default:
		s.literal("null")
	}
}

// literal reads one of the three names.
func (s *scanner) literal(name string) {
	if s.fault != "" || len(s.text)-s.pos < len(name) || s.text[s.pos:s.pos+len(name)] != name {
		s.fail("a value is none")
		return
	}
	s.pos += len(name)
}

// number reads a number, RFC 8259 section 6.
func (s *scanner) number() {
	if s.at() == '-' {
		s.pos++
	}
	if s.at() == '0' {
		s.pos++
	} else {
		s.digits()
	}
	if s.at() == '.' {
		s.pos++
		s.digits()
	}
	if c := s.at(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.at(); c == '+' || c == '-' {
			s.pos++
		}
		s.digits()
	}
}

// at gives the byte at the position, or 0 at the end.
func (s *scanner) at() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

// digits reads one digit or more.
func (s *scanner) digits() {
	if !isDigit(s.at()) {
		s.fail("a number is none")
	}
	for isDigit(s.at()) {
		s.pos++
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// string reads the string that begins here. One of plain ASCII is cut out of the text.
func (s *scanner) string() string {
	start := s.pos + 1
	end := start + plain(s.data[start:])
	if end < len(s.data) && s.data[end] == '"' {
		s.pos = end + 1
		return s.text[start:end]
	}
	s.pos = end
	return s.rest(append(make([]byte, 0, 2*(end-start)+16), s.data[start:end]...))
}

// plain counts the bytes before the first that is not ASCII, a control character, a quotation mark or a backslash, eight at a time.
func plain(data []byte) (count int) {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for len(data)-count >= 8 {
		word := binary.LittleEndian.Uint64(data[count:])
		quote, backslash := word^(ones*'"'), word^(ones*'\\')
		// A byte that is zero, or below the limit, borrows from its highest bit.
		if (word|(word-ones*' ')&^word|(quote-ones)&^quote|(backslash-ones)&^backslash)&highs != 0 {
			break
		}
		count += 8
	}
	for count < len(data) {
		if c := data[count]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return count
		}
		count++
	}
	return count
}

// rest reads a string on from a byte that plain stops at, and appends it to what was before.
func (s *scanner) rest(value []byte) string {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return string(value)
		case c < ' ':
			s.fail("a string has a control character in it")
		case c == '\\':
			value = s.escape(value)
		case c < utf8.RuneSelf:
			size := plain(s.data[s.pos:])
			value = append(value, s.data[s.pos:s.pos+size]...)
			s.pos += size
		default: // what is no UTF-8 becomes U+FFFD
			r, size := utf8.DecodeRune(s.data[s.pos:])
			value = utf8.AppendRune(value, r)
			s.pos += size
		}
	}
	s.fail("a string does not end")
	return ""
}

// escape reads one escape sequence, RFC 8259 section 7. Half a surrogate pair becomes U+FFFD.
func (s *scanner) escape(value []byte) []byte {
	s.pos++
	c := s.at()
	s.pos++
	switch c {
	case '"', '\\', '/':
		return append(value, c)
	case 'b':
		return append(value, '\b')
	case 'f':
		return append(value, '\f')
	case 'n':
		return append(value, '\n')
	case 'r':
		return append(value, '\r')
	case 't':
		return append(value, '\t')
	case 'u':
		return utf8.AppendRune(value, s.codePoint())
	}
	s.fail("an escape sequence is none")
	return value
}

// codePoint reads the digits after \u, and the second half of a pair.
func (s *scanner) codePoint() rune {
	first, ok := hex(s.data, s.pos)
	if !ok {
		s.fail("an escape sequence is none")
		return 0
	}
	s.pos += 4
	if !utf16.IsSurrogate(first) {
		return first
	}
	if s.at() == '\\' && s.pos+1 < len(s.data) && s.data[s.pos+1] == 'u' {
		second, ok := hex(s.data, s.pos+2)
		if pair := utf16.DecodeRune(first, second); ok && pair != unicode.ReplacementChar {
			s.pos += 6
			return pair
		}
	}
	return unicode.ReplacementChar
}

// hex reads four hexadecimal digits.
func hex(data []byte, pos int) (value rune, ok bool) {
	if len(data)-pos < 4 {
		return 0, false
	}
	for _, c := range data[pos : pos+4] {
		switch {
		case isDigit(c):
			value = value<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			value = value<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return value, true
}
