package config

import "strings"

// IDs are checked by loops: every function starts with them, and compiling the patterns would take longer than
// everything else it does at its start.

// IsPoolID reports whether an ID matches ^[a-z]{2}(-[a-z]+)+-[0-9]_[A-Za-z0-9]{1,45}$, as in eu-west-1_AbCdEf123 or
// us-gov-west-1_AbCdEf123. That is stricter than the API, so that a typo is found at the start and not at the first
// sign-in.
func IsPoolID(id string) bool {
	region, name, _ := strings.Cut(id, "_")
	return isRegion(region) && len(name) <= 45 && consistsOf(name, isAlphanumeric)
}

// isRegion reports whether a text matches ^[a-z]{2}(-[a-z]+)+-[0-9]$.
func isRegion(text string) bool {
	parts := strings.Split(text, "-")
	last := len(parts) - 1
	if last < 2 || len(parts[0]) != 2 || len(parts[last]) != 1 {
		return false
	}
	for _, part := range parts[:last] {
		if !consistsOf(part, isLower) {
			return false
		}
	}
	return consistsOf(parts[last], isDigit)
}

// isClientID reports whether an ID matches ^[A-Za-z0-9_+]{1,128}$.
func isClientID(id string) bool {
	return len(id) <= 128 && consistsOf(id, func(c byte) bool { return isAlphanumeric(c) || c == '_' || c == '+' })
}

// isProvider reports whether a name matches ^[A-Za-z0-9.-]{3,32}$.
func isProvider(name string) bool {
	return len(name) >= 3 && len(name) <= 32 && consistsOf(name,
		func(c byte) bool { return isAlphanumeric(c) || c == '.' || c == '-' })
}

// consistsOf reports whether a text has at least one byte, and all are of a kind.
func consistsOf(text string, kind func(byte) bool) bool {
	for i := range len(text) {
		if !kind(text[i]) {
			return false
		}
	}
	return text != ""
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlphanumeric(c byte) bool { return isLower(c) || 'A' <= c && c <= 'Z' || isDigit(c) }
