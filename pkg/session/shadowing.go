package session

import (
	"net/http"
	"strings"
)

// clearShadowing deletes the cookies by which another program of this machine shadows the session ("cookie tossing"):
// they have one of its names, but a path within "/", so that the browser sends them beside the site's own at each
// sign-in anew, and the visitor would never get in. Ports do not separate cookies, and on a loopback site no prefix
// reserves these names for the path "/". Elsewhere there are none.
func (j Jar) clearShadowing(w http.ResponseWriter) {
	if !j.store.Loopback {
		return
	}
	for _, k := range []kind{idCookie, accessCookie} {
		if _, single := j.one(k, ""); single || !j.has(k, "") {
			continue
		}
		for _, path := range pathsWithin(j.path) {
			j.store.clear(w, kind{name: k.name, path: path}, "")
		}
	}
}

// maxShadowingPaths bounds the Set-Cookie lines of an answer.
const maxShadowingPaths = 8

// pathsWithin lists the paths, other than "/", for which a cookie would be sent to this one: of /a/b they are /a, /a/
// and /a/b.
func pathsWithin(path string) []string {
	var paths []string
	for i := 1; i < len(path) && len(paths) < maxShadowingPaths; i++ {
		if path[i] == '/' {
			paths = append(paths, path[:i], path[:i+1])
		}
	}
	if len(path) > 1 && !strings.HasSuffix(path, "/") {
		paths = append(paths, path)
	}
	return paths
}
