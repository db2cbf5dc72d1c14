package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown is how many characters of a text are shown: the longest e-mail address (RFC 5321 section 4.5.3.1.3 with its
// brackets taken away).
const maxShown = 254

// maxMarks is how many combining marks one character keeps: text that is meant to be read has fewer, and a taller stack
// covers the lines above.
const maxMarks = 4

const replacement = '\uFFFD'

// shown makes untrusted text safe to display (SEC-091): characters that are invisible or turn the direction
// of what surrounds them become U+FFFD, as do combining marks beyond maxMarks, and a text of more than maxShown
// characters ends in an ellipsis. Escaping for HTML is templ's part.
func shown(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(min(len(text), maxShown*utf8.UTFMax))
	count, marks := 0, 0
	for _, r := range text { // ranging turns bytes that are not UTF-8 into U+FFFD
		if count++; count > maxShown {
			return cutLast(b.String()) + "…"
		}
		marks = marksAfter(marks, r)
		if marks > maxMarks || misleads(r) {
			r = replacement
		}
		b.WriteRune(r)
	}
	return b.String()
}

// marksAfter counts the combining marks in a row.
func marksAfter(marks int, r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return marks + 1
	}
	return 0
}

// isPlain is true for most texts, and saves the copy.
func isPlain(text string) bool {
	if len(text) > maxShown {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func cutLast(text string) string {
	_, size := utf8.DecodeLastRuneInString(text)
	return text[:len(text)-size]
}

// misleads reports invisible characters that change how the text appears. U+200C and U+200D stay: names need
// them.
func misleads(r rune) bool {
	switch {
	case r < 0x20, 0x7F <= r && r <= 0x9F: // control characters
	case r == 0x061C, r == 0x200E, r == 0x200F, 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069: // direction
	case r == 0x2028, r == 0x2029: // line and paragraph ends
	case r == 0x00AD, r == 0x180E, r == 0x200B, 0x2060 <= r && r <= 0x2065, 0x206A <= r && r <= 0x206F, r == 0xFEFF: // invisible
	case 0xFFF9 <= r && r <= 0xFFFB, 0xE0000 <= r && r <= 0xE007F: // annotations and tags
	default:
		return false
	}
	return true
}

// maxUnbroken is how many characters of an address fit into one line of a phone's screen.
const maxUnbroken = 30

// addressParts cuts a long e-mail address before "@" and ".", where a line may end. Any other text is one part. The
// parts are safe to display.
func addressParts(text string) []string {
	if len(text) <= maxUnbroken || !strings.Contains(text, "@") {
		return nil
	}
	text = shown(text)
	var parts []string
	start := 0
	for i := 1; i < len(text); i++ {
		if text[i] == '@' || text[i] == '.' {
			parts, start = append(parts, text[start:i]), i
		}
	}
	return append(parts, text[start:])
}
