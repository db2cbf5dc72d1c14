package authflow

import (
	"regexp"
	"strings"
	"testing"
)

var (
	statePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{22,128}$`)
	codePattern  = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,512}$`)
)

// FuzzParameters_SEC017 compares the loops with the patterns that say what they do.
func FuzzParameters_SEC017(f *testing.F) {
	for c := range 256 {
		f.Add(strings.Repeat("a", 21) + string([]byte{byte(c)}))
	}
	for _, length := range []int{0, 1, 21, 22, 128, 129, 512, 513} {
		f.Add(strings.Repeat("Z", length))
		f.Add(strings.Repeat("_", length) + "\n")
	}
	f.Add(strings.Repeat("ä", 20))
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := isState(text), statePattern.MatchString(text); got != want {
			t.Errorf("isState(%q) is %t", text, got)
		}
		if got, want := isCode(text), codePattern.MatchString(text); got != want {
			t.Errorf("isCode(%q) is %t", text, got)
		}
	})
}
