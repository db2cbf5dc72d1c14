package signup

import (
	"strings"
	"testing"
)

func TestIsAddress_SEC097(t *testing.T) {
	for text, want := range map[string]bool{
		"ada@example.com": true, "ada+tag@sub.example.org": true, "jürgen@example.com": true,
		strings.Repeat("a", MaxAddress-len("@example.com")) + "@example.com":   true,
		strings.Repeat("a", MaxAddress-len("@example.com")+1) + "@example.com": false,
		"": false, "ada": false, "@example.com": false, "Ada <ada@example.com>": false,
		"ada@example.com, eve@example.com": false,
		"ada @example.com":                 false, "ada@example.com\n": false, "ada\u200b@example.com": false,
		"ada@example.com\u202e": false,
	} {
		if got := IsAddress(text); got != want {
			t.Errorf("IsAddress(%q) = %v, want %v", text, got, want)
		}
	}
}
