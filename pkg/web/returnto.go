package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// MaxReturn is the length in bytes of the longest return path.
const MaxReturn = 1024

var (
	returnPath = regexp.MustCompile(`^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$`)
	badEscape  = regexp.MustCompile(`%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)`)
)

// SafeReturn gives back a path of this site to go to after signing in, or "/" for anything that a browser could take for another site,
// that is no page, or that would start a sign-in again. Whole addresses are refused, our own included.
func SafeReturn(path string) string {
	if len(path) > MaxReturn || !returnPath.MatchString(path) || badEscape.MatchString(path) {
		return "/"
	}
	raw, _, _ := strings.Cut(path, "?")
	decoded, err := url.PathUnescape(raw)
	if err != nil || hasControl(path) || leavesSite(raw) || leavesSite(decoded) || !isPage(decoded) {
		return "/"
	}
	return path
}

// hasControl looks for escaped control characters and backslashes, in the query too: what reads it later may not expect them.
func hasControl(path string) bool {
	decoded, err := url.PathUnescape(path)
	return err != nil || strings.ContainsFunc(decoded, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' })
}

// leavesSite reports a path that is, or is normalized to, something with two slashes or a step upwards in it.
func leavesSite(path string) bool {
	if strings.Contains(path, "//") {
		return true
	}
	for _, segment := range strings.Split(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// isPage reports whether a path may be a page: what is below these prefixes never is.
func isPage(path string) bool {
	lower := strings.ToLower(path)
	for _, prefix := range []string{"/auth", "/api", "/assets", "/static"} {
		if lower == prefix || strings.HasPrefix(lower, prefix+"/") {
			return false
		}
	}
	return true
}

// ReturnTo reads and checks the one parameter of the sign-in and refresh addresses that says where to go afterwards.
func ReturnTo(r *http.Request) string {
	values := r.URL.Query()["return_to"]
	if len(values) != 1 {
		return "/"
	}
	return SafeReturn(values[0])
}

// returnFor is the way back to the page that a request opens: with its query where that is safe to keep, else without, else the home page.
func returnFor(r *http.Request) string {
	whole := requestPath(r)
	if SafeReturn(whole) == whole {
		return whole
	}
	path, _, _ := strings.Cut(whole, "?")
	return SafeReturn(path)
}
