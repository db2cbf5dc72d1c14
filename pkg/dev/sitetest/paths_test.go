package sitetest

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// handedOn is the path that the gateway hands on for an address: decoded, cut at an escaped question mark, and decoded
// again (F-113, F-114). The gateway refuses one that it cannot decode (F-115), so that no browser may be sent there.
func handedOn(t *testing.T, u *url.URL) string {
	t.Helper()
	once, _, _ := strings.Cut(u.Path, "?") // package url has decoded it once
	twice, err := url.PathUnescape(once)
	if err != nil {
		t.Errorf("the gateway refuses %s: %v", u, err)
	}
	return twice
}

// escapedPaths are addresses whose path is another one to a function than to a browser, a proxy, or a list of paths.
var escapedPaths = []struct {
	address, handed string
	status          int
	location        string
}{
	{"/%2570rofile", "/profile", 303, "/auth/login?return_to=%2Fprofile"},
	{"/profile%3Fx", "/profile", 303, "/auth/login?return_to=%2Fprofile"},
	{"/profile%253Fx", "/profile?x", 404, ""},
	{"/profile%252F", "/profile/", 404, ""},
	{"/profile%23x", "/profile#x", 404, ""},
	{"/%252Fprofile", "//profile", 404, ""},
	{"/x/%252e%252e/profile", "/x/../profile", 404, ""},
	{"/profile%2500", "/profile\x00", 404, ""},
	{"/%2561pi%252Fme", "/api/me", 401, ""},
	{"/account%252Fdelete", "/account/delete", 303, "/auth/login?return_to=%2Faccount%2Fdelete"},
	{"/%2561uth/logout", "/auth/logout", 200, ""},
}

// TestEscapedPathsOpenNothing_F114: whichever way a path was written, a visitor gets the page of the path that the
// function sees, under its right; and a function that is handed the path of another one answers as itself.
func TestEscapedPathsOpenNothing_F114(t *testing.T) {
	s := newSite(t, 1)
	for _, tt := range escapedPaths {
		t.Run(tt.address, func(t *testing.T) {
			u, err := url.Parse(tt.address)
			if err != nil {
				t.Fatal(err)
			}
			if handed := handedOn(t, u); handed != tt.handed {
				t.Fatalf("handed %q on, want %q", handed, tt.handed)
			}
			a := newBrowser(t, s).ask("GET", u, "")
			if a.StatusCode != tt.status || a.Headers["location"] != tt.location {
				t.Errorf("%d to %q", a.StatusCode, a.Headers["location"])
			}
		})
	}
	// No recording says by which of the paths the gateway finds the route. By the other one, it is none.
	for _, path := range []string{"/profile", "/account/delete", "/api/me", "/auth/logout", "/"} {
		a := s.invokeAs("notfound", "$default", path)
		if a.StatusCode != 404 || len(a.Cookies) != 0 {
			t.Errorf("%s, taken for no route, answers %d and %q", path, a.StatusCode, a.Cookies)
		}
	}
	for _, path := range []string{"/", "/auth/signed-out", "/assets/site.css", "/profile/../"} {
		if a := s.invokeAs("profile", "GET /profile", path); a.StatusCode == 200 {
			t.Errorf("profile lets somebody in who comes by %s", path)
		}
	}
}

// invokeAs hands a function an event whose path and route disagree.
func (s *site) invokeAs(function, routeKey, path string) (a answer) {
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": routeKey, "rawPath": path, "headers": map[string]string{"host": "localhost:3000",
			"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
		"requestContext": map[string]any{"domainName": "localhost",
			"http": map[string]string{"method": "GET", "path": path, "sourceIp": "127.0.0.1"}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	out := s.invoke(function, event)
	if err := json.Unmarshal(out, &a); err != nil {
		s.t.Fatalf("%v in %q", err, out)
	}
	return a
}

// TestWaysBackThatAreDecodedTwice_F114: a way back is judged by the path that a function will see, so that nobody is
// sent from a sign-in to a sign-out, or to an address that the gateway refuses.
func TestWaysBackThatAreDecodedTwice_F114(t *testing.T) {
	s := newSite(t, 1)
	for way, want := range map[string]string{
		"/%2561uth/logout":       "/",
		"/%2561uth%252Frefresh":  "/",
		"/%252Fevil.example":     "/",
		"/percent%25done":        "/",
		"/profile%3F":            "/profile%3F",
		"/nothing/100%2525":      "/nothing/100%2525",
		"/nothing/a%253Fb%2Fc d": "/",
		"/nothing?a=100%25":      "/nothing?a=100%25",
	} {
		b := newBrowser(t, s)
		b.open("/auth/login?return_to=" + url.QueryEscape(way))
		a := b.send("GET", &url.URL{Path: "/auth/refresh", RawQuery: "return_to=" + url.QueryEscape(way)}, "")
		location := a.Headers["location"]
		if _, after, refreshes := strings.Cut(a.Headers["refresh"], "url="); refreshes {
			location = after
		}
		if location != want {
			t.Errorf("from a sign-in with the way back %s one comes to %s (%d)", way, location, a.StatusCode)
		}
	}
	if strings.Contains(s.log.String(), "evil.example") {
		t.Errorf("the log has a visitor's text in it")
	}
}
