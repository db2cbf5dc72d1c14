package sitetest

import (
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
)

// What somebody might send, on purpose or not.
var (
	garbageTexts = []string{
		"", "x", "%", "%zz", "%00", "\x00", "\r\n", "\u2028", "ä", "//evil.example", `/\evil.example`,
		"https://evil.example/", "<script>alert(1)</script>", "'\"><svg onload=x>",
		"a.b.c", "eyJhbGciOiJub25lIn0.e30.", "2~x", "9~x", "~", "1790000000~x", ";", ",", "=", "&",
		strings.Repeat("a", 5000), strings.Repeat("%2e", 300), "..", "/auth/refresh", "null",
	}
	garbageNames = []string{
		"id", "access", "refresh", "id-1", "id-2", "access-1", "refresh-1", "refresh-pause", "refresh-lost",
		"account-deleted", "sign-in-afresh", "cookie-check", "flow-abcdefgh", "flow-", "__Host-Http-id", "theme", "",
		" ", "$Version",
	}
	garbageParameters = []string{"code", "state", "error", "iss", "return_to", "lang", "login_hint", "prompt", "fresh",
		"private", "idp", "form_token", "x", "", "state[]"}
	garbageHeaders = []string{
		"authorization", "origin", "referer", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-purpose",
		"content-type", "accept", "x-requested-with", "host",
		"x-forwarded-host", "x-forwarded-proto", "cookie", "x-http-method-override", "content-length", "transfer-encoding",
	}
	garbageMethods = []string{"GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "FOO", "get"}
	garbagePaths   = []string{
		"/", "/profile", "/auth/login", "/auth/callback", "/auth/refresh", "/auth/logout", "/auth/signed-out",
		"/account/delete", "/auth/delete-account", "/api/me", "/nothing", "//profile", "/profile/", "/%", "/\x00", `/\`,
		"/profile;x", "/a b", "/ä", "/..", "/{file}", "x",
	}
)

func pick(random *rand.Rand, from []string) string { return from[random.IntN(len(from))] }

// garbageCookies are of all kinds, among them what a good session holds, cut or doubled.
func garbageCookies(random *rand.Rand, good map[string]string) []string {
	var cookies []string
	for name, value := range good {
		switch random.IntN(4) {
		case 0:
			cookies = append(cookies, name+"="+value)
		case 1:
			cookies = append(cookies, name+"="+value[:random.IntN(len(value))])
		case 2:
			cookies = append(cookies, name+"="+value, name+"="+pick(random, garbageTexts))
		}
	}
	for range random.IntN(5) {
		cookies = append(cookies, pick(random, garbageNames)+"="+pick(random, garbageTexts))
	}
	return cookies
}

func garbageQuery(random *rand.Rand) string {
	var parts []string
	for range random.IntN(4) {
		value := pick(random, garbageTexts)
		if random.IntN(2) == 0 {
			value = url.QueryEscape(value)
		}
		parts = append(parts, pick(random, garbageParameters)+"="+value)
	}
	return strings.Join(parts, "&")
}

// TestNothingThatIsSentIsAFaultOfOurs: whatever comes, no function answers 500 (serve looks at that), leads away from
// the site or the user pool, or shows what came as markup; and it goes on serving.
func TestNothingThatIsSentIsAFaultOfOurs_SEC113(t *testing.T) {
	s := newSite(t, 1)
	b := newBrowser(t, s)
	b.open("/auth/login?return_to=/profile")
	b.send("GET", at("/auth/login"), "")
	good := b.cookies()
	random := rand.New(rand.NewPCG(11, 23))
	for range 1500 {
		headers := map[string]string{"host": "localhost:3000"}
		for range random.IntN(4) {
			headers[pick(random, garbageHeaders)] = pick(random, garbageTexts)
		}
		method, path, query, cookies := pick(random, garbageMethods), pick(random, garbagePaths), garbageQuery(random),
			garbageCookies(random, good)
		a := s.serve(method, path, query, headers, cookies, pick(random, garbageTexts))
		if a.StatusCode < 200 || a.StatusCode > 503 {
			t.Errorf("%s %q ?%.80q answers %d", method, path, query, a.StatusCode)
		}
		if to := a.Headers["location"]; to != "" {
			if origin := webtest.Origin(baseURL+"/x", to); origin != baseURL && origin != s.pool.server.URL {
				t.Errorf("%s %q ?%.80q leads to %q", method, path, query, to)
			}
		}
		for _, markup := range []string{"<script", "<svg", "evil.example"} {
			if strings.Contains(a.Body, markup) && !strings.Contains(a.Body, "return_to=") {
				t.Errorf("%s %q ?%.80q shows %q", method, path, query, markup)
			}
		}
	}
	if path, a := b.open("/profile"); path != "/profile" || a.StatusCode != 200 {
		t.Errorf("afterwards a good session ends with %d at %q", a.StatusCode, path)
	}
}
