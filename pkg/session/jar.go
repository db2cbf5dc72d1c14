package session

import (
	"net/http"
	"slices"
	"strings"
)

// Jar holds the site's cookies of one request. What is set or cleared through it does not change what it holds.
type Jar struct {
	store *Store
	path  string // of the request
	pairs []pair // in the order in which they came
}

// pair is one cookie as the browser sent it.
type pair struct{ name, value string }

func (p pair) size() int { return len(p.name) + len("=") + len(p.value) + len("; ") }

// usualCookies is how many cookies a session has with a flow and a flash cookie or two.
const usualCookies = 6

// Read parses the site's cookies of a request. Names are compared byte by byte: a name in another case, or with white space of any kind
// before it, is not one of the site's. Unlike net/http it reads a header of any length: another program may have made it long, and that
// must not sign the visitor out.
func (s *Store) Read(r *http.Request) Jar {
	jar := Jar{store: s, path: r.URL.Path}
	for _, header := range r.Header["Cookie"] {
		for header != "" {
			var part string
			part, header, _ = strings.Cut(header, ";")
			name, value, found := strings.Cut(strings.Trim(part, " "), "=")
			if found && s.owns(name) {
				if jar.pairs == nil {
					jar.pairs = make([]pair, 0, usualCookies)
				}
				jar.pairs = append(jar.pairs, pair{name, unquoted(value)})
			}
		}
	}
	return jar
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
	for _, k := range flashKinds {
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

// one returns the value of a cookie that came exactly once. One that came twice has no value: nobody can tell which of the two is the site's.
func (j Jar) one(name string) (value string, ok bool) {
	for _, p := range j.pairs {
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

func (j Jar) has(name string) bool {
	return slices.ContainsFunc(j.pairs, func(p pair) bool { return p.name == name })
}

func totalSize(pairs []pair) int {
	total := 0
	for _, p := range pairs {
		total += p.size()
	}
	return total
}
