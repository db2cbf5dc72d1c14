package web

import (
	"regexp"
	"testing"
)

// The patterns say what the loops mean.
var (
	bearerTokenPattern = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)
	returnPathPattern  = regexp.MustCompile(`^/([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$`)
)

// FuzzTexts compares the loops with the patterns.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{
		"", "/", "a", "=", "a=", "a==", "a=b", "=a", "a b", "a,b", "Az09._~+/-", "ä", "\xff", "a\n", "\n/", "/a%2fb%Zz",
		"/%", "/%2", "/%2f", "/%2F%", "/a?b=c&d=%20#e", "/[", "//", "/\\", "x/", "/ä", "/\x00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := isBearerToken(text), bearerTokenPattern.MatchString(text); got != want {
			t.Errorf("isBearerToken(%q) = %t, the pattern says %t", text, got, want)
		}
		if got, want := isReturnPath(text), returnPathPattern.MatchString(text); got != want {
			t.Errorf("isReturnPath(%q) = %t, the pattern says %t", text, got, want)
		}
	})
}
