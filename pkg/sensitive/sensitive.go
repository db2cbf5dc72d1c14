// Package sensitive is for text that must never be shown: tokens, codes, verifiers, cookies, the client secret. It
// always prints as a placeholder, so that a careless log line or error leaks nothing. It must not decide what a secret
// is for.
package sensitive

import (
	"fmt"
	"log/slog"
)

const placeholder = "[redacted]"

// Text is a secret. Only Reveal returns its value.
//
// The value is behind a pointer: fmt calls no methods of an unexported field, but prints what it holds, and an address
// is not a secret.
type Text struct{ value *string }

// New marks a value as secret.
func New(value string) Text { return Text{&value} }

// Reveal returns the value. Use it only where the value is sent to where it belongs.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty reports whether there is no value.
func (t Text) Empty() bool { return t.Reveal() == "" }

// Equal compares two secrets, of which neither is a guess: it takes longer the more they have in common.
func (t Text) Equal(other Text) bool { return t.Reveal() == other.Reveal() }

// String implements fmt.Stringer.
func (t Text) String() string { return placeholder }

// Format implements fmt.Formatter for every verb, %#v and %x included.
func (t Text) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(placeholder)) }

// LogValue implements slog.LogValuer.
func (t Text) LogValue() slog.Value { return slog.StringValue(placeholder) }

// MarshalText implements encoding.TextMarshaler, which encoding/json uses too.
func (t Text) MarshalText() ([]byte, error) { return []byte(placeholder), nil }
