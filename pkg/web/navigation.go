package web

import (
	"net/http"
	"strings"
)

// IsNavigation reports whether a visitor opens a page: the only kind of request that may start a sign-in or a refresh.
// A prefetch, a picture, a frame or a script would start sign-ins that nobody finishes. Browsers that do not say are
// believed.
func IsNavigation(r *http.Request) bool {
	return r.Method == http.MethodGet && opensPage(r)
}

// RedirectsLikeNavigation reports whether a request may be redirected to sign in or to refresh: a navigation, or HEAD,
// which learns what a navigation would, and starts nothing.
func RedirectsLikeNavigation(r *http.Request) bool {
	return oneOf(r.Method, http.MethodGet, http.MethodHead) && opensPage(r)
}

// opensPage reports whether a visitor will see the answer as a page.
func opensPage(r *http.Request) bool {
	return oneOf(r.Header.Get("Sec-Fetch-Mode"), "", "navigate") &&
		oneOf(r.Header.Get("Sec-Fetch-Dest"), "", "document") &&
		!isPrefetch(r.Header) && !wantsJSON(r)
}

// IsCrossOrigin reports whether another origin, a host of the same domain included, has led the browser here by a link,
// a form or a redirect (W3C Fetch Metadata, Sec-Fetch-Site). Browsers that do not say are believed.
func IsCrossOrigin(r *http.Request) bool {
	return !oneOf(r.Header.Get("Sec-Fetch-Site"), "", "same-origin", "none")
}

func isPrefetch(header http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
		if strings.Contains(strings.ToLower(header.Get(name)), "prefetch") ||
			strings.Contains(strings.ToLower(header.Get(name)), "prerender") {
			return true
		}
	}
	return false
}

func oneOf(value string, allowed ...string) bool {
	for _, candidate := range allowed {
		if value == candidate {
			return true
		}
	}
	return false
}
