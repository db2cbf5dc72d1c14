package web

import (
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/paths"
)

// MaxReturn is the length in bytes of the longest return path: what the cookie of a sign-in attempt has room for (session.MaxCookie), in base64 beside
// its secrets.
const MaxReturn = 2800

// isReturnPath reports whether a text begins with a slash and has nothing in it but the characters of a path and query (RFC 3986) and whole escapes.
// It is no pattern because compiling one would delay every cold start.
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

// SafeReturn gives back a path of this site to go to after signing in, or "/" for anything that a browser could take for another site,
// that is no page, or that would start a sign-in again. Whole addresses are refused, our own included.
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

// takesForms reports whether a form may be sent to an address once its session is renewed: to any of this site's, those below /auth included, but not
// to refresh, which handles none.
func takesForms(address string) bool {
	if len(address) > MaxReturn || !isReturnPath(address) {
		return false
	}
	handed, ok := staysHere(address)
	lower := strings.ToLower(handed)
	return ok && (isPage(handed) || strings.HasPrefix(lower, paths.Auth+"/") && lower != paths.Refresh)
}

// hasControl looks for escaped control characters and backslashes, in the query too: what reads it later may not expect them.
func hasControl(path string) bool {
	decoded, err := url.PathUnescape(path)
	return err != nil || strings.ContainsFunc(decoded, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' })
}

// leavesSite reports a decoded path that is, or is normalized to, something with two slashes or a step upwards in it. What leaves the site before it is
// decoded still does so afterwards, because decoding takes away neither slashes nor dots.
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

// Limits of a request's head, in bytes: the gateway refuses more, and no function hears of it. Pages do not receive the refresh token, so they do not
// know how much of it the refresh function will be sent; Cognito's and the hash of a refused one have a little less than this.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	maxHead       = 10_240
	refreshCookie = 2_280
)

// headSize is how many bytes a request has that carries a way back, which is not counted, next to the same headers and so many bytes more of cookies.
func headSize(r *http.Request, more int) int {
	size := len("POST /auth/refresh?return_to=&private=1 HTTP/1.1\r\n") + more
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(": \r\n") + len(value)
		}
	}
	return size
}

// fitsHead reports whether the request that carries a way back has room for it, next to the same headers and so many bytes more of cookies. A client
// that follows a redirect may name the page as its referrer; browsers name the page before it, which is in the headers already.
func (d Deps) fitsHead(r *http.Request, back string, more int) bool {
	referrer := len("Referer: \r\n") + len(d.Config.BaseURL) + len(requestPath(r))
	if r.Header.Get("Sec-Fetch-Mode") != "" {
		referrer = 0
	}
	return headSize(r, more)+referrer+len(escapeReturn(back)) <= maxHead
}

// fullyEscaped is how long a way back may be, in bytes, and still have every character escaped that could be. A longer one has only those escaped that
// would end it, because each takes three bytes of the little room.
const fullyEscaped = 1024

var minimalEscapes = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", ";", "%3B")

// escapeReturn writes a way back as the value of a parameter.
func escapeReturn(back string) string {
	if escaped := url.QueryEscape(back); len(escaped) <= fullyEscaped {
		return escaped
	}
	return minimalEscapes.Replace(back)
}

// returnFor is the way back to the page that a request opens, and reports whether it is whole: else its query, or a long path, is left out. From a path
// that is not safe to come back to, the home page is all of the way back that there is.
func returnFor(r *http.Request) (back string, whole bool) {
	address := requestPath(r)
	if SafeReturn(address) == address {
		return address, true
	}
	path, _, _ := strings.Cut(address, "?")
	back = SafeReturn(path)
	return back, back != path && len(path) <= MaxReturn
}
