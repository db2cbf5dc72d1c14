// Package language holds every text that the site shows to people, in every language that it speaks, and says which of
// them a visitor reads. The texts are in the folder texts, one file for each language; go generate makes a method of
// each, so that a text that does not exist does not compile and a function links only the texts that it shows. It must
// not read a cookie, know a page, or link a library: it is part of each function's start.
package language

import (
	"context"
	"html"
	"io"
)

//go:generate go run ./internal/textgen

// Language is a language of the site. Its methods are the texts. The zero value is English.
type Language uint8

// MetadataKey is where a call of the user pool says the language in which its mail shall be.
const MetadataKey = "lang"

// Text is a text in one language. It is not escaped yet.
type Text string

// Render writes the text into a page: a Text is a component of templ, which costs less than an expression.
func (t Text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, html.EscapeString(string(t)))
	return err
}

// Func is a text of the catalogue, before a language is chosen. The methods of Language are such; nil is no text.
type Func func(Language) Text

// In returns the text in a language.
func (f Func) In(l Language) Text {
	if f == nil {
		return ""
	}
	return f(l)
}

// Each yields the languages of All, for "range", without a list.
func Each(yield func(Language) bool) {
	for l := range Language(count) {
		if !yield(l) {
			return
		}
	}
}

// All lists the languages of the site, in the order of the choice that a visitor has.
func All() []Language {
	all := make([]Language, count)
	for i := range all {
		all[i] = Language(i)
	}
	return all
}
