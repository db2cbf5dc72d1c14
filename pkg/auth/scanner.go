package auth

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

const (
	// maxDepth is how deep objects and arrays may be nested. Cognito nests to 3 (address and identities).
	maxDepth = 8
	// maxMembers bounds the members of one object, because each name is compared with those before it.
	maxMembers = 256
	// usualMembers is how many names of open objects fit without an allocation.
	usualMembers = 32
)

// scanner walks over one JSON text (RFC 8259), strictly: valid UTF-8, no member twice, bounded depth, nothing after the
// value. encoding/json cannot do this: it matches names whatever their case, takes the last of two members and replaces
// what is not UTF-8. The first reason stops the walk: from then on every method returns zero values.
type scanner struct {
	text   string
	pos    int
	depth  int
	reason reasonCode
	rules  disabledRules
	names  nameStack
	first  int // where in names the innermost object begins
}

// nameStack is the names of all objects that are open, innermost last.
type nameStack struct {
	near  [usualMembers]string
	far   []string
	count int
}

func (n *nameStack) push(name string) {
	if n.count < len(n.near) {
		n.near[n.count] = name
	} else {
		n.far = append(n.far[:n.count-len(n.near)], name)
	}
	n.count++
}

// has reports whether a name is on the stack, at index from or later.
func (n *nameStack) has(name string, from int) bool {
	for i := from; i < min(n.count, len(n.near)); i++ {
		if n.near[i] == name {
			return true
		}
	}
	for i := max(from-len(n.near), 0); i < n.count-len(n.near); i++ {
		if n.far[i] == name {
			return true
		}
	}
	return false
}

// begin prepares a walk over text.
func (s *scanner) begin(text string, rules disabledRules) {
	s.text, s.rules = text, rules
	if !utf8.ValidString(text) {
		s.refuse(reasonUTF8)
	}
}

// end checks that nothing follows the value, and returns the first reason.
func (s *scanner) end() reasonCode {
	s.space()
	if s.reason == reasonNone && s.pos < len(s.text) {
		s.refuse(reasonTrailing)
	}
	return s.reason
}

// refuse notes why the text is refused, unless there is a reason already or the rule is disabled.
func (s *scanner) refuse(reason reasonCode) {
	if s.reason == reasonNone && s.rules.enforced(reason) {
		s.reason = reason
	}
}

// syntax notes that the text is not JSON. This rule cannot be disabled.
func (s *scanner) syntax() {
	if s.reason == reasonNone {
		s.reason = reasonJSON
	}
}

// space passes over insignificant white space.
func (s *scanner) space() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek gives the next byte, or 0 at the end and after a reason.
func (s *scanner) peek() byte {
	if s.reason != reasonNone || s.pos >= len(s.text) {
		return 0
	}
	return s.text[s.pos]
}

// expect passes over one byte that must be there.
func (s *scanner) expect(c byte) bool {
	if s.peek() != c {
		s.syntax()
		return false
	}
	s.pos++
	return true
}

// enter begins an object or array.
func (s *scanner) enter(opening byte) {
	s.space()
	if s.expect(opening) {
		s.depth++
		if s.depth > maxDepth {
			s.refuse(reasonDepth)
		}
	}
}

// more reports whether an object or array goes on, and passes over its comma or its end.
func (s *scanner) more(closing byte, started bool) bool {
	s.space()
	switch c := s.peek(); {
	case c == closing:
		s.pos++
		s.depth--
		return false
	case started:
		if !s.expect(',') {
			return false
		}
		s.space()
	}
	return s.reason == reasonNone
}

// members iterates over one object.
type members struct {
	outer   int
	started bool
	seen    uint64 // the marks of the names so far
}

// object begins an object.
func (s *scanner) object() members {
	m := members{outer: s.first}
	s.enter('{')
	s.first = s.names.count
	return m
}

// member gives the next name of an object and stands before its value; false at the end of the object or at a reason.
func (s *scanner) member(m *members) (name string, ok bool) {
	if !s.more('}', m.started) {
		s.names.count, s.first = s.first, m.outer
		return "", false
	}
	m.started = true
	name = s.string()
	s.space()
	s.expect(':')
	s.space()
	s.note(m, name)
	return name, s.reason == reasonNone
}

// note remembers a member's name and refuses the second of its kind in one object. Names are compared after their
// escapes are resolved.
func (s *scanner) note(m *members, name string) {
	mark := markOf(name)
	if m.seen&mark != 0 && s.names.has(name, s.first) {
		s.refuse(reasonDuplicate)
	}
	m.seen |= mark
	if s.names.count-s.first >= maxMembers {
		s.refuse(reasonMembers)
	}
	s.names.push(name)
}

// markOf is one of 64 bits. Equal names have equal marks, so that a name with a new mark need not be compared with the
// others.
func markOf(name string) uint64 {
	if name == "" {
		return 1
	}
	return 1 << ((7*len(name) + int(name[0]) + 3*int(name[len(name)-1])) & 63)
}

// array begins an array.
func (s *scanner) array() { s.enter('[') }

// element reports whether an array has another element, and stands before it.
func (s *scanner) element(started bool) bool { return s.more(']', started) }

// string reads a string. Without escapes the result is a part of the text.
func (s *scanner) string() string {
	if !s.expect('"') {
		return ""
	}
	start := s.pos
	end := start + plainLength(s.text[start:])
	switch {
	case end == len(s.text) || s.text[end] < ' ':
		s.syntax()
		return ""
	case s.text[end] == '\\':
		s.pos = end
		return s.escaped(start)
	}
	s.pos = end + 1
	return s.text[start:end]
}

// plainLength is how many bytes stand before the first quote, backslash or control character. It looks at eight bytes
// at once: in the test of a word against zero bytes, the lowest bit that is set is always a true one.
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
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// escaped reads the rest of a string that began at start and has its first escape here.
func (s *scanner) escaped(start int) string {
	value := append(make([]byte, 0, len(s.text)-start), s.text[start:s.pos]...)
	for s.pos < len(s.text) && s.reason == reasonNone {
		switch c := s.text[s.pos]; {
		case c == '"':
			s.pos++
			return string(value)
		case c == '\\':
			value = s.escape(value)
		case c < ' ':
			s.syntax()
		default:
			value = append(value, c)
			s.pos++
		}
	}
	s.syntax()
	return ""
}

// simpleEscapes are the escapes of one letter, RFC 8259 section 7.
var simpleEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads one escape and appends what it stands for.
func (s *scanner) escape(value []byte) []byte {
	if s.pos+1 >= len(s.text) {
		s.syntax()
		return value
	}
	letter := s.text[s.pos+1]
	if letter == 'u' {
		return utf8.AppendRune(value, s.unicodeEscape())
	}
	if simpleEscapes[letter] == 0 {
		s.syntax()
		return value
	}
	s.pos += 2
	return append(value, simpleEscapes[letter])
}

// unicodeEscape reads \uXXXX, or the two of a surrogate pair. Half a pair stands for no character and is refused.
func (s *scanner) unicodeEscape() rune {
	unit := s.hex4()
	if unit < 0xD800 || unit > 0xDFFF {
		return unit
	}
	if unit > 0xDBFF || !strings.HasPrefix(s.text[s.pos:], `\u`) {
		s.refuse(reasonUTF8)
		return utf8.RuneError
	}
	low := s.hex4()
	if low < 0xDC00 || low > 0xDFFF {
		s.refuse(reasonUTF8)
		return utf8.RuneError
	}
	return (unit-0xD800)<<10 + (low - 0xDC00) + 0x10000
}

// hex4 reads \u and four hexadecimal digits.
func (s *scanner) hex4() rune {
	if len(s.text)-s.pos < 6 || s.text[s.pos] != '\\' || s.text[s.pos+1] != 'u' {
		s.syntax()
		return 0
	}
	var unit rune
	for _, c := range []byte(s.text[s.pos+2 : s.pos+6]) {
		switch {
		case '0' <= c && c <= '9':
			unit = unit<<4 + rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			unit = unit<<4 + rune(c|0x20-'a') + 10
		default:
			s.syntax()
		}
	}
	s.pos += 6
	return unit
}
