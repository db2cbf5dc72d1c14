package main

import (
	"net/url"
	"strings"
)

// repeats reports a parameter that appears twice: two parsers may choose different values.
func repeats(query url.Values) bool {
	for _, values := range query {
		if len(values) > 1 {
			return true
		}
	}
	return false
}

// isState reports whether a text has the form of a state, ^[A-Za-z0-9_-]{22,128}$.
func isState(text string) bool { return consistsOf(text, 22, 128, "_-") }

// isCode reports whether a text has the form of an authorization code, ^[A-Za-z0-9._~-]{1,512}$.
func isCode(text string) bool { return consistsOf(text, 1, 512, "._~-") }

// consistsOf reports whether a text has shortest to longest bytes, all of them letters, digits or one of others.
// Compiling two regular expressions would take longer than the rest of the function's start.
func consistsOf(text string, shortest, longest int, others string) bool {
	if len(text) < shortest || len(text) > longest {
		return false
	}
	for i := range len(text) {
		c := text[i]
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9'
		if !letter && !digit && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}
