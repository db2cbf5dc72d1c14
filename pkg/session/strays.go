package session

import (
	"net/http"
	"strings"
)

// clearStrays deletes what another program of this machine has left under one of the session's names for the path of this request: the browser sends it
// beside ours, at each sign-in anew, so that the visitor would never get in. Ports do not part cookies, and on a loopback site no prefix keeps these
// names for the path "/". Elsewhere there are no such cookies.
func (s *Store) clearStrays(w http.ResponseWriter, r *http.Request, pairs []pair) {
	if !s.Loopback {
		return
	}
	for _, k := range []kind{idCookie, accessCookie} {
		if _, single := one(pairs, s.name(k)); single || !has(pairs, s.name(k)) {
			continue
		}
		for _, path := range pathsWithin(r.URL.Path) {
			s.clear(w, kind{name: k.name, path: path}, "")
		}
	}
}

// maxStrayPaths bounds the Set-Cookie lines of an answer.
const maxStrayPaths = 8

// pathsWithin lists the paths, other than "/", for which a cookie would be sent to this one: of /a/b they are /a, /a/ and /a/b.
func pathsWithin(path string) []string {
	var paths []string
	for i := 1; i < len(path) && len(paths) < maxStrayPaths; i++ {
		if path[i] == '/' {
			paths = append(paths, path[:i], path[:i+1])
		}
	}
	if len(path) > 1 && !strings.HasSuffix(path, "/") {
		paths = append(paths, path)
	}
	return paths
}
