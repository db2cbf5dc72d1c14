package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestKeyURI(t *testing.T) {
	got, err := keyURI("www.example.com", "ann+b:c&d@example.com", key)
	if want := "otpauth://totp/www.example.com:ann+b%3Ac&d@example.com?secret=" + key +
		"&issuer=www.example.com"; err != nil || got != want {
		t.Errorf("got %s (%v)\nwant %s", got, err, want)
	}
	for _, bad := range []string{"", "JBSWY3DP", strings.ToLower(key), key + "=", key + "&issuer=x",
		strings.Repeat("A", maxKey+1)} {
		if _, err := keyURI("x", "y", bad); err == nil {
			t.Errorf("the key %q is taken", bad)
		}
	}
}

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// TestPathIsTheCode draws the path again, and compares it with the code and its empty margin.
func TestPathIsTheCode(t *testing.T) {
	const text = "otpauth://totp/www.example.com:ann@example.com?secret=" + key + "&issuer=www.example.com"
	drawn, err := draw(text)
	want, wantErr := qr.Encode(text, qr.M)
	if err != nil || wantErr != nil || drawn.Size != want.Size+8 {
		t.Fatalf("size %d (%v, %v)", drawn.Size, err, wantErr)
	}
	dark := map[[2]int]bool{}
	rest := run.ReplaceAllStringFunc(drawn.Path, func(piece string) string {
		numbers := run.FindStringSubmatch(piece)
		x, _ := strconv.Atoi(numbers[1])
		y, _ := strconv.Atoi(numbers[2])
		width, _ := strconv.Atoi(numbers[3])
		for i := range width {
			dark[[2]int{x + i, y}] = true
		}
		return ""
	})
	if rest != "" {
		t.Errorf("the path has %q besides", rest)
	}
	for y := range drawn.Size {
		for x := range drawn.Size {
			inside := x >= quiet && y >= quiet && x < want.Size+quiet && y < want.Size+quiet
			if got := dark[[2]int{x, y}]; got != (inside && want.Black(x-quiet, y-quiet)) {
				t.Fatalf("the module at %d, %d is %v", x, y, got)
			}
		}
	}
}
