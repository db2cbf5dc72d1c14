// Package jsonscan walks over one JSON text (RFC 8259) without reflection: for encoding/json, learning a type is the
// largest part of a function's first request, and copying each value that of every later one. It must not know what
// the values mean.
//
// A Policy says what is accepted besides good syntax. Strict texts, such as the claims of a token, are valid UTF-8,
// name no member twice and are bounded; encoding/json cannot do this, because it matches names in any case, uses the
// last of two members and replaces invalid UTF-8. The zero policy, with its depth set, reads as encoding/json does.
package jsonscan

import "unicode/utf8"

// Fault is the first thing that is wrong with a text.
type Fault uint8

// The faults of a text. Callers number their own from Own upwards.
const (
	None Fault = iota
	Syntax
	UTF8
	Trailing
	Duplicate
	Depth
	Members
	Own
)

var faultTexts = [Own]string{
	None:      "no fault",
	Syntax:    "invalid JSON",
	UTF8:      "invalid UTF-8",
	Trailing:  "text after the value",
	Duplicate: "a name twice in one object",
	Depth:     "nested too deeply",
	Members:   "too many members in one object",
}

// String implements fmt.Stringer.
func (f Fault) String() string {
	if f < Own {
		return faultTexts[f]
	}
	return "unexpected value"
}

// Policy is what a text must be besides JSON.
type Policy struct {
	MaxDepth   int  // how deeply objects and arrays may be nested
	MaxMembers int  // of one object; 0: any number
	Unique     bool // refuse a name that comes twice in one object
	ValidUTF8  bool // refuse invalid UTF-8 and half surrogate pairs, which otherwise become U+FFFD
	Complete   bool // refuse text after the value
}

// Scanner walks over one text. The first fault ends the walk: from then on every method returns zero values. It is
// large, and belongs on the stack of the function that begins the walk.
type Scanner struct {
	text   string
	pos    int
	depth  int
	fault  Fault
	repair bool // the text has invalid UTF-8, and the policy accepts it
	policy Policy
	names  nameStack
	first  int // where in names the innermost object begins
}

// Begin prepares a walk over text.
func (s *Scanner) Begin(text string, policy Policy) {
	s.text, s.policy = text, policy
	if utf8.ValidString(text) {
		return
	}
	if s.repair = true; policy.ValidUTF8 {
		s.Fail(UTF8)
	}
}

// End reports the first fault, having checked that nothing follows the value.
func (s *Scanner) End() Fault {
	s.space()
	if s.fault == None && s.pos < len(s.text) && s.policy.Complete {
		s.Fail(Trailing)
	}
	return s.fault
}

// Fail notes a fault, unless there is one already.
func (s *Scanner) Fail(fault Fault) {
	if s.fault == None {
		s.fault = fault
	}
}

// space skips insignificant white space.
func (s *Scanner) space() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// Peek returns the first byte of the next value, or 0 at the end of the text and after a fault. It comes before every
// Text, Number and Literal, which skip no white space.
func (s *Scanner) Peek() byte {
	s.space()
	return s.next()
}

// next returns the next byte, or 0 at the end of the text and after a fault.
func (s *Scanner) next() byte {
	if s.fault != None || s.pos >= len(s.text) {
		return 0
	}
	return s.text[s.pos]
}

// expect skips one byte that must come next.
func (s *Scanner) expect(c byte) bool {
	if s.next() != c {
		s.Fail(Syntax)
		return false
	}
	s.pos++
	return true
}

// enter begins an object or array.
func (s *Scanner) enter(opening byte) {
	s.space()
	if s.expect(opening) {
		if s.depth++; s.depth > s.policy.MaxDepth {
			s.Fail(Depth)
		}
	}
}

// more reports whether an object or array goes on, and skips its comma or its end.
func (s *Scanner) more(closing byte, started bool) bool {
	s.space()
	switch c := s.next(); {
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
	return s.fault == None
}

// Object is the state of a walk over one object.
type Object struct {
	outer int
	count int
	seen  uint64 // the marks of the names so far
}

// Object begins an object.
func (s *Scanner) Object() Object {
	o := Object{outer: s.first}
	s.enter('{')
	s.first = s.names.count
	return o
}

// Member returns the next name of an object, whose value comes next; false at the end of the object or at a fault.
func (s *Scanner) Member(o *Object) (name string, ok bool) {
	if !s.more('}', o.count > 0) {
		s.names.count, s.first = s.first, o.outer
		return "", false
	}
	o.count++
	name = s.Text()
	s.space()
	s.expect(':')
	if s.policy.MaxMembers > 0 && o.count > s.policy.MaxMembers {
		s.Fail(Members)
	}
	if s.policy.Unique {
		s.unique(o, name)
	}
	return name, s.fault == None
}

// unique refuses a name that the object has already. Names are compared with their escapes resolved.
func (s *Scanner) unique(o *Object, name string) {
	mark := markOf(name)
	if o.seen&mark != 0 && s.names.has(name, s.first) {
		s.Fail(Duplicate)
	}
	o.seen |= mark
	s.names.push(name)
}

// Array begins an array.
func (s *Scanner) Array() { s.enter('[') }

// Element reports whether an array has another element, which then comes next. started is false for the first.
func (s *Scanner) Element(started bool) bool { return s.more(']', started) }

// Skip skips one value of any kind.
func (s *Scanner) Skip() {
	switch s.Peek() {
	case '{':
		o := s.Object()
		for _, ok := s.Member(&o); ok; _, ok = s.Member(&o) {
			s.Skip()
		}
	case '[':
		s.Array()
		for started := false; s.Element(started); started = true {
			s.Skip()
		}
	case '"':
		s.Text()
	case 't':
		s.Literal("true")
	case 'f':
		s.Literal("false")
	case 'n':
		s.Literal("null")
	default:
		s.Number()
	}
}

// Literal skips one of the three literals, which must come next.
func (s *Scanner) Literal(word string) {
	if s.fault != None || len(s.text)-s.pos < len(word) || s.text[s.pos:s.pos+len(word)] != word {
		s.Fail(Syntax)
		return
	}
	s.pos += len(word)
}

// Number skips a number, RFC 8259 section 6, and returns its text.
func (s *Scanner) Number() string {
	start := s.pos
	if s.next() == '-' {
		s.pos++
	}
	if s.next() == '0' {
		s.pos++
	} else {
		s.digits()
	}
	if s.next() == '.' {
		s.pos++
		s.digits()
	}
	if c := s.next(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.next(); c == '+' || c == '-' {
			s.pos++
		}
		s.digits()
	}
	if s.fault != None {
		return ""
	}
	return s.text[start:s.pos]
}

// digits skips at least one digit.
func (s *Scanner) digits() {
	start := s.pos
	for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == start {
		s.Fail(Syntax)
	}
}
