package auth

// maxSeconds is the first second of the year 10000; no time claim reaches it (SEC-030).
const maxSeconds = 253402300800

// skip passes over one value of any kind, strictly.
func (s *scanner) skip() {
	s.space()
	switch c := s.peek(); c {
	case '{':
		m := s.object()
		for _, ok := s.member(&m); ok; _, ok = s.member(&m) {
			s.skip()
		}
	case '[':
		s.array()
		for started := false; s.element(started); started = true {
			s.skip()
		}
	case '"':
		s.string()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.number()
	}
}

// literal passes over one of the three names of JSON.
func (s *scanner) literal(word string) {
	if len(s.text)-s.pos < len(word) || s.text[s.pos:s.pos+len(word)] != word {
		s.syntax()
		return
	}
	s.pos += len(word)
}

// digits passes over at least one digit.
func (s *scanner) digits() {
	start := s.pos
	for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == start {
		s.syntax()
	}
}

// number passes over a number, RFC 8259 section 6, and returns its text.
func (s *scanner) number() string {
	start := s.pos
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else {
		s.digits()
	}
	if s.peek() == '.' {
		s.pos++
		s.digits()
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		s.digits()
	}
	if s.reason != reasonNone {
		return ""
	}
	return s.text[start:s.pos]
}

// stringOr reads a string; a value of another kind breaks the rule.
func (s *scanner) stringOr(reason reasonCode) string {
	if s.peek() == '"' {
		return s.string()
	}
	s.refuse(reason)
	s.skip()
	return ""
}

// secondsOr reads seconds since 1970: a whole number written in plain digits, more than 0, before the year 10000.
// Anything else breaks the rule.
func (s *scanner) secondsOr(reason reasonCode) int64 {
	if c := s.peek(); c < '0' || c > '9' {
		s.refuse(reason)
		s.skip()
		return 0
	}
	var seconds int64
	for _, c := range []byte(s.number()) {
		if c < '0' || c > '9' || seconds >= maxSeconds {
			s.refuse(reason)
			return 0
		}
		seconds = seconds*10 + int64(c-'0')
	}
	if seconds == 0 || seconds >= maxSeconds {
		s.refuse(reason)
	}
	return seconds
}
