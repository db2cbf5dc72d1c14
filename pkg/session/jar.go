package session

import (
	"net/http"
	"strings"
)

// pair is one cookie as the browser sent it.
type pair struct{ name, value string }

func (p pair) size() int { return len(p.name) + len("=") + len(p.value) + len("; ") }

// received lists the site's cookies of a request in the order they came in. It takes names to the letter: a name in other case,
// or with white space of any kind before it, is not ours. Unlike net/http it does not give up on a long header, which could be
// somebody else's doing and would then sign the visitor out.
func (s *Store) received(r *http.Request) []pair {
	var pairs []pair
	for _, header := range r.Header["Cookie"] {
		for header != "" {
			var part string
			part, header, _ = strings.Cut(header, ";")
			name, value, found := strings.Cut(strings.Trim(part, " "), "=")
			if found && s.owns(name) {
				pairs = append(pairs, pair{name, unquoted(value)})
			}
		}
	}
	return pairs
}

func unquoted(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

// owns reports whether a name is one of the site's, chunks and flows included.
func (s *Store) owns(name string) bool {
	for _, k := range tokenKinds {
		if rest, found := strings.CutPrefix(name, s.name(k)); found && (rest == "" || isChunkSuffix(rest)) {
			return true
		}
	}
	for _, k := range markKinds {
		if name == s.name(k) {
			return true
		}
	}
	return s.isFlow(name)
}

func (s *Store) isFlow(name string) bool {
	suffix, found := strings.CutPrefix(name, s.name(flowCookie))
	return found && len(suffix) == flowSuffixLength
}

// one gives the value of a cookie that came exactly once. One that came twice has no value: which of the two is ours nobody can tell.
func one(pairs []pair, name string) (value string, ok bool) {
	for _, p := range pairs {
		if p.name != name {
			continue
		}
		if ok {
			return "", false
		}
		value, ok = p.value, true
	}
	return value, ok
}

func has(pairs []pair, name string) bool {
	for _, p := range pairs {
		if p.name == name {
			return true
		}
	}
	return false
}

func totalSize(pairs []pair) int {
	total := 0
	for _, p := range pairs {
		total += p.size()
	}
	return total
}
