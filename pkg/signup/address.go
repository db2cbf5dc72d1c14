package signup

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxAddress is the length in characters of the longest address that Cognito takes as a user name.
const MaxAddress = 128

// IsAddress takes a bare address without anything that could hide in it.
func IsAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	hidden := strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsGraphic(c) || unicode.IsSpace(c) })
	return err == nil && parsed.Address == text && !hidden && utf8.RuneCountInString(text) <= MaxAddress
}
