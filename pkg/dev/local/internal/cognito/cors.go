package cognito

import (
	"net/http"
	"net/url"
	"strings"
)

// What AWS lets a page of another origin send and read at the cognito-idp API, and how long a browser may
// remember that.
const (
	corsExposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
	corsHeaders = "authorization,content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request,x-amz-date,x-amz-security-token,x-amz-content-sha256,cache-control"
	corsMaxAge  = "172800"
)

// crossOrigin lets pages on this machine call what AWS lets every page call: the JSON API, the OAuth endpoints
// that programs use, the key set and the discovery document. Not the pages, and not /logout (F-42). Every page
// on the web would be too many here: calls of the API need no signature.
func crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, err := url.Parse(r.Header.Get("Origin"))
		if err != nil || !loopbackName(origin.Hostname()) || !callable(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", corsExposed)
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", corsHeaders)
		h.Set("Access-Control-Max-Age", corsMaxAge)
		w.WriteHeader(http.StatusOK)
	})
}

func callable(path string) bool {
	switch path {
	case "/", "/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo":
		return true
	}
	return strings.Contains(path, "/.well-known/")
}
