package webtest

import (
	"strings"
	"testing"
)

// TestOrigin holds the oracle to addresses of which browsers are known to make this.
func TestOrigin(t *testing.T) {
	tests := []struct{ location, want string }{
		{"/a", BaseURL}, {"a", BaseURL}, {"", BaseURL}, {"?x", BaseURL}, {"#f", BaseURL}, {"/@evil.example", BaseURL},
		{"/%2f/evil.example", BaseURL},
		{"//evil.example", "https://evil.example"}, {"///evil.example", "https://evil.example"},
		{`/\evil.example`, "https://evil.example"},
		{`\\evil.example`, "https://evil.example"}, {`\/evil.example/x`, "https://evil.example"},
		{"/\t/evil.example", "https://evil.example"},
		{"/\r\n/evil.example", "https://evil.example"}, {" //evil.example", "https://evil.example"},
		{"\x01//evil.example", "https://evil.example"},
		{"http:evil.example", "http://evil.example"}, {"https:evil.example", BaseURL}, {"https:/evil.example", BaseURL},
		{"https:///evil.example", "https://evil.example"},
		{"HTTPS://EVIL.example", "https://evil.example"}, {"https://app.example.com@evil.example/", "https://evil.example"},
		{"https://evil.example#app.example.com", "https://evil.example"}, {"javascript:alert(1)", "javascript"},
		{"java\nscript:x", "javascript"},
		{"data:text/html,x", "data"}, {"http://app.example.com/ok", "http://app.example.com"},
		{"https://app.example.com:444/", "https://app.example.com:444"},
		{"https://APP.example.com/ok", BaseURL}, {"//app.example.com/ok", BaseURL}, {"1http://x", BaseURL},
	}
	for _, tt := range tests {
		t.Run(tt.location, func(t *testing.T) {
			if got := Origin(BaseURL+"/auth/callback", tt.location); got != tt.want {
				t.Errorf("%q leads to %q, want %q", tt.location, got, tt.want)
			}
		})
	}
}

// TestLeaksAreSeen: the search finds what it looks for, plain and encoded, and the form of a token.
func TestLeaksAreSeen_SEC110(t *testing.T) {
	for _, line := range []string{"secret value+1/2", "secret+value%2B1%2F2", "c2VjcmV0IHZhbHVlKzEvMg==",
		"eyJhbGciOiJSUzI1NiIsImtpZCI6"} {
		l := &Log{secrets: map[string]bool{}}
		l.Keep("secret value+1/2", "short")
		if _, err := l.Write([]byte(`{"message":"short and good"}` + "\n" + `{"message":"` + line + `"}` +
			"\n")); err != nil {
			t.Fatal(err)
		}
		if leaks := l.Leaks(); len(leaks) != 1 {
			t.Errorf("%q: found %q", line, leaks)
		}
	}
}

// TestRandomValuesAreNoTokens_SEC059: the state, the nonce and the challenge of an address may begin like a token.
func TestRandomValuesAreNoTokens_SEC059(t *testing.T) {
	if wholeToken.MatchString("/oauth2/authorize?nonce=" + strings.Repeat("eyJx", 11)[:43] + "&state=eyJ" +
		strings.Repeat("x", 40)) {
		t.Error("a random value passes for a token")
	}
	token := New(t, ErrorPage).Session(nil).Access
	_, withoutHeader, _ := strings.Cut(token, ".")
	for _, part := range []string{token, withoutHeader} {
		if !wholeToken.MatchString("<p>" + part + "</p>") {
			t.Errorf("%.20q... is not seen", part)
		}
	}
}
