package session

import (
	"net/http"
	"strings"
)

// Jar holds the site's cookies of one request. What is set or cleared through it does not change what it holds.
type Jar struct {
	store *Store
	path  string      // of the request
	pairs []pair      // in the order in which they came
	old   []oldCookie // of another project, where sessions are taken over from it
}

// pair is one cookie as the browser sent it.
type pair struct {
	kind   kind
	suffix string // of its name: which chunk or flow it is; else ""
	value  string
	size   int // in bytes, with what separates it from the next
}

func sizeOf(name, value string) int { return len(name) + len("=") + len(value) + len("; ") }

// usualCookies is how many cookies a session has with a flow and a flash cookie or two.
const usualCookies = 6

// Read parses the site's cookies of a request. Names are compared byte by byte: a name in another case, or with white
// space of any kind before it, is not one of the site's. Unlike net/http it reads a header of any length: another
// program may have made it long, and that must not sign the visitor out.
func (s *Store) Read(r *http.Request) Jar {
	jar := Jar{store: s, path: r.URL.Path}
	for _, header := range r.Header["Cookie"] {
		for header != "" {
			var part string
			part, header, _ = strings.Cut(header, ";")
			name, value, found := strings.Cut(strings.Trim(part, " "), "=")
			k, suffix, owned := s.kindOf(name)
			if found && !owned && s.Migration.From != "" {
				jar.readOld(name, value)
			}
			if !found || !owned {
				continue
			}
			if jar.pairs == nil {
				jar.pairs = make([]pair, 0, usualCookies)
			}
			jar.pairs = append(jar.pairs, pair{k, suffix, unquoted(value), sizeOf(name, value)})
		}
	}
	return jar
}

func (j *Jar) readOld(name, value string) {
	if c, owned := j.store.Migration.parse(name, value); owned {
		j.old = append(j.old, c)
	}
}

func unquoted(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

// kindOf reports whether a name is one of the site's, and whose.
func (s *Store) kindOf(name string) (k kind, suffix string, owned bool) {
	for _, k := range readKinds {
		rest := name
		if !s.Loopback {
			if rest, owned = strings.CutPrefix(name, k.prefix); !owned {
				continue
			}
		}
		if suffix, owned = strings.CutPrefix(rest, k.name); owned && k.hasSuffix(suffix) {
			return k, suffix, true
		}
	}
	return kind{}, "", false
}

// hasSuffix reports whether the name of such a cookie may end like this.
func (k kind) hasSuffix(suffix string) bool {
	switch k {
	case idCookie, accessCookie, refreshCookie:
		return suffix == "" || isChunkSuffix(suffix)
	case flowCookie:
		return len(suffix) == flowSuffixLength
	}
	return suffix == ""
}

// one returns the value of a cookie that came exactly once. One that came twice has no value: nobody can tell which
// of the two is the site's.
func (j Jar) one(k kind, suffix string) (value string, ok bool) {
	for _, p := range j.pairs {
		if p.kind != k || p.suffix != suffix {
			continue
		}
		if ok {
			return "", false
		}
		value, ok = p.value, true
	}
	return value, ok
}

func (j Jar) has(k kind, suffix string) bool {
	for _, p := range j.pairs {
		if p.kind == k && p.suffix == suffix {
			return true
		}
	}
	return false
}

func totalSize(pairs []pair) int {
	total := 0
	for _, p := range pairs {
		total += p.size
	}
	return total
}
