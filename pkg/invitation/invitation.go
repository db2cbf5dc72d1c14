// Package invitation is about the message that an administrator adds to an invitation. It travels as client metadata of
// the user pool to the trigger that words the mail, and is plain text until then. It must not be logged: it is about a
// person.
package invitation

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MetadataKey is where the call that invites has the message.
const MetadataKey = "invitation_message"

// MaxMessage is the length in characters of the longest message: with the rest of the mail it stays within the 20,000
// that Cognito takes, however it is escaped.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html
const MaxMessage = 1000

// Cleaned returns a message as a form sends it with simple line ends, and without blanks around it.
func Cleaned(message string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(message))
}

// IsMessage reports whether a text can be a message: plain text with line ends, and not too long. Characters that turn
// the direction of what follows them are none.
func IsMessage(text string) bool {
	other := func(r rune) bool {
		return r != '\n' && r != '\t' && !unicode.IsGraphic(r) && r != '\u200c' && r != '\u200d'
	}
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= MaxMessage && !strings.ContainsFunc(text, other)
}

// braces would begin one of Cognito's placeholders, as in {####}.
var braces = strings.NewReplacer("{", "&#123;", "}", "&#125;", "\n", "<br>")

// HTML is a message for the body of a mail, where it says no more than the text does.
func HTML(message string) string { return braces.Replace(html.EscapeString(message)) }
