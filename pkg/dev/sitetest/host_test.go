package sitetest

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var requestID = regexp.MustCompile(`(?:Request</dt><dd>|"request_id":")[0-9a-f-]{36}`)

// hostileHeaders are what a request may say of where it was sent to. Behind CloudFront the host is the API's own.
var hostileHeaders = []map[string]string{
	{"host": "evil.example"}, {"host": "abc.execute-api.eu-west-1.amazonaws.com"},
	{"host": "localhost:3000@evil.example"}, {"host": "evil.example:3000"},
	{"x-forwarded-host": "evil.example"}, {"x-forwarded-proto": "https", "x-forwarded-port": "8443"},
	{"forwarded": "host=evil.example;proto=https"},
	{"x-host": "evil.example", "x-original-host": "evil.example", "x-forwarded-server": "evil.example",
		"x-original-url": "//evil.example", "x-rewrite-url": "//evil.example"},
	{"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-prefix": "//evil.example",
		"via": "1.1 abc.cloudfront.net (CloudFront)"},
}

// TestHostChangesNoAddress: every address that the site writes is made of BASE_URL, on every page of a visitor's
// journey, for one who is signed in and for one who is not.
func TestHostChangesNoAddress_R25(t *testing.T) {
	s := newSite(t, 1)
	signedIn, nobody := newBrowser(t, s), newBrowser(t, s)
	signedIn.open("/auth/login?return_to=/profile")
	for who, b := range map[string]*browser{"signed in": signedIn, "nobody": nobody} {
		var cookies []string
		for name, value := range b.cookies() {
			cookies = append(cookies, name+"="+value)
		}
		if (len(cookies) > 0) != (who == "signed in") {
			t.Fatalf("%s has %d cookies", who, len(cookies))
		}
		for _, path := range []string{
			"/", "/profile", "/auth/login?return_to=/profile", "/auth/callback?code=x&state=" + strings.Repeat("s", 43),
			"/auth/refresh?return_to=/profile", "/auth/logout",
			"/auth/signed-out", "/account/delete", "/api/me", "/nothing",
		} {
			address, err := url.Parse(path)
			if err != nil {
				t.Fatal(err)
			}
			ask := func(with map[string]string) answer {
				headers := map[string]string{"host": "localhost:3000", "accept": "text/html"}
				for name, value := range with {
					headers[name] = value
				}
				return s.serve("GET", address.Path, address.RawQuery, headers, cookies, "")
			}
			plain := ask(nil)
			for _, headers := range hostileHeaders {
				a := ask(headers)
				if a.StatusCode != plain.StatusCode || withoutRandom(t, a) != withoutRandom(t, plain) {
					t.Errorf("%s: %s with %v answers %d %s, not %d %s", who, path, headers, a.StatusCode,
						withoutRandom(t, a), plain.StatusCode, withoutRandom(t, plain))
				}
			}
		}
	}
}

// withoutRandom is what an answer says, without what is another value each time.
func withoutRandom(t *testing.T, a answer) string {
	t.Helper()
	location, err := url.Parse(a.Headers["location"])
	if err != nil {
		t.Error(err)
		return ""
	}
	query := location.Query()
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		query.Del(name)
	}
	location.RawQuery = query.Encode()
	lines := []string{location.String()}
	for _, cookie := range a.Cookies {
		_, attributes, _ := strings.Cut(cookie, ";")
		lines = append(lines, attributes)
	}
	return strings.Join(append(lines, requestID.ReplaceAllString(a.Body, "")), "\n")
}
