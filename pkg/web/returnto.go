package web

import (
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/paths"
)

// MaxReturn is the length in bytes of the longest return path: the room in the cookie of a sign-in
// (session.MaxCookie), in base64 beside its secrets.
const MaxReturn = 2800

// isReturnPath reports whether a text begins with a slash and consists of characters of a path and query (RFC 3986)
// and complete escapes. A regular expression would delay every cold start.
func isReturnPath(path string) bool {
	for i := range len(path) {
		switch c := path[i]; {
		case c == '%':
			if len(path)-i < 3 || !isHex(path[i+1]) || !isHex(path[i+2]) {
				return false
			}
		case !isAlphanumeric(c) && !strings.ContainsRune("._~!$&'()*+,;=:@/?-", rune(c)):
			return false
		}
	}
	return strings.HasPrefix(path, "/")
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// SafeReturn returns the path to go to after signing in, or "/" for anything that a browser could read as another
// site, that is not a page, or that would start a sign-in again. Absolute URLs are rejected, including those of this
// site.
func SafeReturn(path string) string {
	if len(path) > MaxReturn || !isReturnPath(path) {
		return "/"
	}
	if handed, ok := staysHere(path); !ok || !isPage(handed) {
		return "/"
	}
	return path
}

// staysHere returns the path that a function is handed for an address, and reports whether every browser takes the
// address for one of this site and the gateway hands it on. The gateway decodes a path, cuts it at a question mark, and
// decodes it again, so that "/%2561uth/logout" is "/auth/logout"; it refuses one that it cannot decode.
func staysHere(address string) (handed string, ok bool) {
	raw, _, _ := strings.Cut(address, "?")
	once, err := url.PathUnescape(raw)
	if err != nil || hasControl(address) || leavesSite(once) {
		return "", false
	}
	once, _, _ = strings.Cut(once, "?")
	handed, err = url.PathUnescape(once)
	return handed, err == nil && !hasControl(once) && !leavesSite(handed)
}

// takesForms reports whether a form may be sent to an address once its session is renewed: to any of this site's,
// those below /auth included, but not to refresh, which handles none.
func takesForms(address string) bool {
	if len(address) > MaxReturn || !isReturnPath(address) {
		return false
	}
	handed, ok := staysHere(address)
	lower := strings.ToLower(handed)
	return ok && (isPage(handed) || strings.HasPrefix(lower, paths.Auth+"/") && lower != paths.Refresh)
}

// hasControl reports escaped control characters and backslashes, in the query too, whose readers may not expect them.
func hasControl(path string) bool {
	decoded, err := url.PathUnescape(path)
	return err != nil || strings.ContainsFunc(decoded, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' })
}

// leavesSite reports a decoded path that contains, or is normalized to, two slashes or a step upwards. A path that
// leaves the site before decoding still does so afterwards, because decoding removes neither slashes nor dots.
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

// isPage reports whether a path may be a page: paths below these prefixes never are.
func isPage(path string) bool {
	lower := strings.ToLower(path)
	for _, prefix := range []string{paths.Auth, paths.API, paths.Assets, "/static"} {
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

// Limits of a request's head, in bytes: the gateway rejects longer ones itself. Pages do not receive the refresh
// token, so they do not know its size; Cognito's tokens, with the hash of a refused one, are a little smaller than
// this.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	maxHead       = 10_240
	refreshCookie = 2_280
)

// headSize returns the size of a request with a return path, which is not counted, the same headers and the given
// number of additional bytes of cookies.
func headSize(r *http.Request, more int) int {
	size := len("POST /auth/refresh?return_to=&private=1 HTTP/1.1\r\n") + more
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(": \r\n") + len(value)
		}
	}
	return size
}

// fitsHead reports whether a return path fits into a request with the same headers and the given number of additional
// bytes of cookies. A client that follows a redirect may send the page as its referrer; browsers send the page before
// it, which is in the headers already.
func (d Deps) fitsHead(r *http.Request, back string, more int) bool {
	referrer := len("Referer: \r\n") + len(d.Config.BaseURL) + len(requestPath(r))
	if r.Header.Get("Sec-Fetch-Mode") != "" {
		referrer = 0
	}
	return headSize(r, more)+referrer+len(escapeReturn(back)) <= maxHead
}

// fullyEscaped is the length in bytes up to which every character of a return path is escaped. In a longer one only
// those are that would end it, because each takes three bytes.
const fullyEscaped = 1024

var minimalEscapes = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", ";", "%3B")

// escapeReturn encodes a return path as the value of a parameter.
func escapeReturn(back string) string {
	if escaped := url.QueryEscape(back); len(escaped) <= fullyEscaped {
		return escaped
	}
	return minimalEscapes.Replace(back)
}

// returnFor returns the return path to the page that a request opens, and reports whether it is complete: otherwise
// its query, or a long path, is dropped. For a path that is not safe to return to it is the home page.
func returnFor(r *http.Request) (back string, whole bool) {
	address := requestPath(r)
	if SafeReturn(address) == address {
		return address, true
	}
	path, _, _ := strings.Cut(address, "?")
	back = SafeReturn(path)
	return back, back != path && len(path) <= MaxReturn
}
