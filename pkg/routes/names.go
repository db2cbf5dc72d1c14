package routes

import (
	"slices"
	"strings"
)

// Names and keys are checked by loops: a function that reads the list at its start would have to compile the patterns.

// isFunctionName reports whether a name reads ^[a-z][a-z0-9]*(-[a-z0-9]+)*$.
func isFunctionName(name string) bool {
	isWord := func(word string) bool { return consistsOf(word, func(c byte) bool { return isLower(c) || isDigit(c) }) }
	return name != "" && isLower(name[0]) && every(strings.Split(name, "-"), isWord)
}

// isSnakeCase reports whether a name reads ^[a-z]+(_[a-z]+)*$.
func isSnakeCase(name string) bool {
	return every(strings.Split(name, "_"), func(word string) bool { return consistsOf(word, isLower) })
}

// isVariable reports whether a name reads ^[A-Z][A-Z0-9_]{0,63}$.
func isVariable(name string) bool {
	return len(name) <= 64 && consistsOf(name, func(c byte) bool { return isUpper(c) || isDigit(c) || c == '_' }) &&
		isUpper(name[0])
}

// isOperation reports whether a name reads ^[A-Z][A-Za-z]{2,63}$.
func isOperation(name string) bool {
	letters := consistsOf(name, func(c byte) bool { return isUpper(c) || isLower(c) })
	return 3 <= len(name) && len(name) <= 64 && letters && isUpper(name[0])
}

var routeMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"}

// splitKey cuts a route key into method and path, as in "GET /admin/users/{sub}".
func splitKey(key string) (method, path string, ok bool) {
	method, path, _ = strings.Cut(key, " ")
	return method, path, slices.Contains(routeMethods, method) && strings.HasPrefix(path, "/") &&
		!strings.ContainsAny(path, "\t\n\f\r ")
}

// isLiteral reports whether a segment of a path reads ^[A-Za-z0-9._~-]+$.
func isLiteral(segment string) bool {
	return consistsOf(segment, func(c byte) bool { return isUnreserved(c) || c == '~' })
}

// isParameter reports whether a segment of a path reads ^\{[A-Za-z0-9._-]+\+?\}$.
func isParameter(segment string) bool {
	name, opened := strings.CutPrefix(segment, "{")
	name, closed := strings.CutSuffix(name, "}")
	return opened && closed && consistsOf(strings.TrimSuffix(name, "+"), isUnreserved)
}

// shape returns the key without the names of its parameters: two routes of the same shape would match the same
// requests.
func shape(key string) string {
	var shape strings.Builder
	for {
		before, rest, found := strings.Cut(key, "{")
		shape.WriteString(before)
		if !found {
			return shape.String()
		}
		shape.WriteByte('{')
		end := strings.IndexAny(rest, "}+")
		if end >= 0 && (rest[end] == '}' || strings.HasPrefix(rest[end:], "+}")) {
			rest = rest[end:]
		}
		key = rest
	}
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

func every(words []string, good func(string) bool) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !good(word) })
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isUnreserved(c byte) bool {
	return isLower(c) || isUpper(c) || isDigit(c) || c == '.' || c == '_' || c == '-'
}
