// Package invitation names what an administrator says with an invitation besides the address. It travels from the one who
// invites to the words of the mail as client metadata of the user pool, which Cognito hands to triggers and neither keeps
// nor checks.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
package invitation

import (
	"strings"
	"unicode/utf8"
)

// Names of the client metadata.
const (
	Language = "invitation_language" // a tag of BCP 47
	Message  = "invitation_message"  // plain text
)

// MaxMessage is the length in characters of the longest message: with the rest of the mail it stays within the 20,000 that
// Cognito takes, however it is escaped.
const MaxMessage = 1000

// IsMessage reports whether a text can be a message: plain text with line breaks, of a mail's sane length.
func IsMessage(text string) bool {
	other := func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || 0x7F <= r && r <= 0x9F }
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= MaxMessage && !strings.ContainsFunc(text, other)
}
