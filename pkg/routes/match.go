package routes

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// DefaultRoute is the route key that matches every request that no other route matches.
const DefaultRoute = "$default"

// Match is the function that serves a request.
type Match struct {
	Function   Function
	RouteKey   string            // the key as in the list: "GET /admin/users/{sub}"
	Parameters map[string]string // path parameters, decoded; nil if the route has none
}

// pattern is a route with parameters.
type pattern struct {
	function int
	key      string
	method   string
	segments []string
}

// HeadOf returns the key of the HEAD route that belongs to a GET route, or "" for any other route. An HTTP API passes
// HEAD on only if there is a route for it, so that each GET route implies one; the list must not contain it.
func HeadOf(key string) string {
	path, found := strings.CutPrefix(key, http.MethodGet+" ")
	if !found {
		return ""
	}
	return http.MethodHead + " " + path
}

// Keys returns the keys of all routes of a function: those of the list, each followed by that of its HEAD route.
func (f Function) Keys() []string {
	keys := make([]string, 0, 2*len(f.Routes))
	for _, key := range f.Routes {
		keys = append(keys, key)
		if head := HeadOf(key); head != "" {
			keys = append(keys, head)
		}
	}
	return keys
}

func (t *Table) add(function int, key string) error {
	if key == DefaultRoute {
		if t.fallback >= 0 {
			return fmt.Errorf("route %q belongs to %q already", key, t.Functions[t.fallback].Name)
		}
		t.fallback = function
		return nil
	}
	method, path, ok := splitKey(key)
	if !ok {
		return fmt.Errorf(`route %q: want "METHOD /path" or "$default"`, key)
	}
	if owner, taken := t.exact[shape(key)]; taken {
		return fmt.Errorf("route %q belongs to %q already", key, t.Functions[owner].Name)
	}
	segments := strings.Split(path[1:], "/")
	if err := checkSegments(key, segments); err != nil {
		return err
	}
	t.exact[shape(key)] = function
	if strings.Contains(key, "{") {
		t.patterns = append(t.patterns, pattern{function: function, key: key, method: method, segments: segments})
		slices.SortStableFunc(t.patterns, comparePatterns)
	}
	return nil
}

func checkSegments(key string, segments []string) error {
	if len(segments) == 1 && segments[0] == "" {
		return nil
	}
	for i, segment := range segments {
		greedy := strings.HasSuffix(segment, "+}")
		if !isLiteral(segment) && !isParameter(segment) || greedy && i < len(segments)-1 {
			return fmt.Errorf("route %q: segment %q is neither plain text nor a {parameter}", key, segment)
		}
	}
	return nil
}

// comparePatterns orders patterns by precedence: the more specific path first and, of two equal ones, a named method
// before ANY.
func comparePatterns(a, b pattern) int {
	if difference := compareSpecificity(a.segments, b.segments); difference != 0 {
		return difference
	}
	switch anyA, anyB := a.method == "ANY", b.method == "ANY"; {
	case anyA && !anyB:
		return 1
	case anyB && !anyA:
		return -1
	}
	return 0
}

// compareSpecificity orders patterns: literal text comes before a parameter, and a parameter before a greedy one.
func compareSpecificity(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if difference := weight(a[i]) - weight(b[i]); difference != 0 {
			return difference
		}
	}
	return len(b) - len(a)
}

func weight(segment string) int {
	switch {
	case strings.HasSuffix(segment, "+}"):
		return 2
	case strings.HasPrefix(segment, "{"):
		return 1
	}
	return 0
}

// Find returns the match of a request by the precedence of an HTTP API: a full match, then parameters, then greedy
// parameters, then $default; a route of the request's method comes before one of ANY. The path is decoded, as the
// gateway decodes it. It returns false if no route matches and the list has no $default.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
func (t Table) Find(method, path string) (Match, bool) {
	for _, tried := range []string{method, "ANY"} {
		if i, ok := t.exact[tried+" "+path]; ok && !strings.Contains(path, "{") {
			return Match{Function: t.Functions[i], RouteKey: tried + " " + path}, true
		}
	}
	for _, p := range t.patterns {
		if p.method != method && p.method != "ANY" {
			continue
		}
		if parameters, ok := p.match(path); ok {
			return Match{Function: t.Functions[p.function], RouteKey: p.key, Parameters: parameters}, true
		}
	}
	if t.fallback < 0 {
		return Match{}, false
	}
	return Match{Function: t.Functions[t.fallback], RouteKey: DefaultRoute}, true
}

// Methods returns the methods for which a path has a route, without $default, sorted; none for an unknown path.
func (t Table) Methods(path string) []string {
	var methods []string
	for _, method := range []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"} {
		if match, ok := t.Find(method, path); ok && match.RouteKey != DefaultRoute {
			methods = append(methods, method)
		}
	}
	return methods
}

func (p pattern) match(path string) (map[string]string, bool) {
	if !strings.HasPrefix(path, "/") {
		return nil, false
	}
	rest := strings.Split(path[1:], "/")
	parameters := map[string]string{}
	for i, segment := range p.segments {
		if weight(segment) == 2 {
			if i >= len(rest) || rest[i] == "" {
				return nil, false
			}
			parameters[segment[1:len(segment)-2]] = strings.Join(rest[i:], "/")
			return parameters, true
		}
		if i >= len(rest) || rest[i] == "" || weight(segment) == 0 && rest[i] != segment {
			return nil, false
		}
		if weight(segment) == 1 {
			parameters[segment[1:len(segment)-1]] = rest[i]
		}
	}
	return parameters, len(rest) == len(p.segments)
}
