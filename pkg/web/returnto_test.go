package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// hostileReturns lead elsewhere, are not pages, or would start a sign-in again.
var hostileReturns = []string{
	"//evil.example", "///evil.example", "////evil.example/%2f..", `/\evil.example`, `\\evil.example`, `\/evil.example`,
	`/\/evil.example`,
	"/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example",
	"/%2f/evil.example", "/%5cevil.example",
	"/%09/evil.example", "/%2e%2e//evil", "http:evil.example", "https:evil.example", "https:/evil.example",
	"https:///evil.example", "HTTPS://evil.example",
	"https://app.example.com@evil.example/", "//app.example.com@evil.example", "https://app.example.com.evil.example/",
	"https://evil.example#app.example.com",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)", "java\nscript:alert(1)",
	"data:text/html,x", "vbscript:x",
	"blob:https://app.example.com/x", "mailto:a@b", "//[::1]/", "http://169.254.169.254/", "http://app.example.com/ok",
	"https://app.example.com:444/ok",
	"https://app.example.com/ok", "//app.example.com/ok", "https://APP.EXAMPLE.COM/ok", "evil.example", "@evil.example",
	".evil.example", ":80", "?x=1", "#f", "",
	"/a\r\nSet-Cookie: x=y", "/a%0d%0aSet-Cookie:%20x=y", "/a%00b", "/%zz", "/a\x00b", "/a%", "/a%4", "/%%41",
	"/" + strings.Repeat("a", 4096), "/" + strings.Repeat("a", web.MaxReturn),
	"/auth/login?return_to=/auth/login", "/auth/logout", "/auth/callback?code=x&state=y", "/AUTH/logout",
	"/%61uth/logout", "/auth", "/auth%2flogout", "/a/../auth/logout",
	"/api/me", "/API", "/static/a.js", "/assets/site.css", "/x//evil.example", `/x/\evil.example`, "/./x", "/x/.",
	"/x/..", "/..", "/%2e%2e/x", "/x/%2E/y", "/x/%2e%2E",
	"/x%2f%2fevil", "/x?a=%0d%0aSet-Cookie:x", "/x?a=%5c", "/x#y", "/ä", "/\u2028", "/<script>", `/"onload="x`, "/x y",
	"/x?a=\x7f", "/x?%7f",
	// The gateway decodes a path twice and cuts it at an escaped question mark (F-113, F-114), or refuses it (F-115).
	"/%252fevil.example", "/x%252f%252fevil", "/%255cevil.example", "/%2561uth/logout", "/auth%252flogout", "/auth%3Fx",
	"/auth/login%3Fx", "/%61pi%3F", "/x/%252e%252e/y",
	"/x/..%3F", "/a%250d%250aSet-Cookie:x", "/a%2500b", "/percent%25done", "/100%25", "/x%25?y", "/%2561%2575th/refresh",
}

var safeReturns = []string{
	"/", "/profile", "/@evil.example", "/;@evil.example", "/~user", "/ok?a=b&c=%2Fd", "/account?next=//evil",
	"/authors", "/apis", "/a/b.c/d-e_f", "/%C3%A4",
	"/.well", "/...", "/x?", "/?x=1", "/x?return_to=/auth/login", "/x?a=100%25", "/x?a=%252F", "/100%2525", "/a%253Fb",
	"/a%2523", "/a%3Fb", "/" + strings.Repeat("a", web.MaxReturn-1),
}

func TestSafeReturn_SEC075_R13(t *testing.T) {
	for _, path := range hostileReturns {
		if got := web.SafeReturn(path); got != "/" {
			t.Errorf("%q was kept as %q", path, got)
		}
	}
	for _, path := range safeReturns {
		if got := web.SafeReturn(path); got != path {
			t.Errorf("%q became %q", path, got)
		}
	}
}

func FuzzSafeReturn_SEC077(f *testing.F) {
	for _, path := range append(hostileReturns, safeReturns...) {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := web.SafeReturn(path)
		if got != "/" && got != path {
			t.Fatalf("%q became %q", path, got)
		}
		if strings.ContainsFunc(got, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '"' || c == '<' }) {
			t.Fatalf("%q was kept", got)
		}
		for _, base := range []string{webtest.BaseURL + "/", webtest.BaseURL + "/auth/callback"} {
			if origin := webtest.Origin(base, got); origin != webtest.BaseURL {
				t.Fatalf("%q leads to %q", got, origin)
			}
		}
		// What a browser makes of the path must not be one of the addresses that act.
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" ||
			strings.HasPrefix(strings.ToLower(u.JoinPath().Path)+"/", "/auth/") {
			t.Fatalf("%q is read as %v (%v)", got, u, err)
		}
		// Nor what the gateway makes of it (F-113, F-114), which must not refuse it (F-115).
		once, _, _ := strings.Cut(u.Path, "?")
		handed, err := url.PathUnescape(once)
		if err != nil || strings.Contains(handed, "//") || strings.HasPrefix(strings.ToLower(handed)+"/", "/auth/") {
			t.Fatalf("%q is handed on as %q (%v)", got, handed, err)
		}
	})
}

// TestTheWayBackOfAGuard: whatever path and query a request has, the way to sign in is one of our own (SEC-076, Q-61).
func TestTheWayBackOfAGuard_SEC077(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	tests := []struct{ name, path, query, want string }{
		{"a page", "/profile", "", "/auth/login?return_to=%2Fprofile"},
		{"with its query", "/profile", "a=b&c=%2F", "/auth/login?return_to=%2Fprofile%3Fa%3Db%26c%3D%252F"},
		{"the home page", "/", "", "/auth/login"},
		{"two slashes", "//evil.example", "", "/auth/login"},
		{"a backslash", `/\evil.example`, "", "/auth/login"},
		{"what was an escaped slash", "/%2f/evil.example", "", "/auth/login?return_to=%2F%2525252f%2Fevil.example"},
		{"an address", "/http://evil.example", "", "/auth/login"},
		{"a question mark in the path", "/a?b", "", "/auth/login?return_to=%2Fa%25253Fb"},
		{"a percent sign in the path, which is decoded twice (F-114)", "/100%", "", "/auth/login?return_to=%2F100%252525"},
		{"letters that need escapes", "/ä b", "", "/auth/login?return_to=%2F%25C3%25A4%2520b"},
		{"an address of signing in", "/auth/logout", "", "/auth/login"},
		{"a suffix (SEC-087)", "/profile/x.css", "", "/auth/login?return_to=%2Fprofile%2Fx.css"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := webtest.Navigate("/")
			r.Path, r.Query = tt.path, tt.query
			if a := page.Do(r); a.Status != 303 || a.Location() != tt.want {
				t.Errorf("%d to %q, want %q", a.Status, a.Location(), tt.want)
			}
		})
	}
}
