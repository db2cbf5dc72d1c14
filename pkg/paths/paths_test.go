package paths

import (
	"net/url"
	"strings"
	"testing"
)

// handedOn is what an HTTP API makes of a path.
func handedOn(t *testing.T, escaped string) string {
	t.Helper()
	if strings.Contains(escaped, "?") {
		t.Fatalf("%q ends before its end", escaped)
	}
	once, err := url.PathUnescape(escaped)
	if err != nil {
		t.Fatalf("%q is refused: %v", escaped, err)
	}
	once, _, _ = strings.Cut(once, "?")
	handed, err := url.PathUnescape(once)
	if err != nil {
		t.Fatalf("%q is refused: %v", escaped, err)
	}
	return handed
}

// FuzzEscape_F114: an address leads to the path that it was made for, though the gateway decodes it twice (F-112) and
// cuts it at an escaped question mark (F-113), and is not refused (F-115).
func FuzzEscape_F114(f *testing.F) {
	for _, path := range []string{"/", "/profile", "/a b/ä#c", "/100%", "/a%2Fb", "/a?b", "/%3F%25", "/a;b=c,d",
		"//host", "/\"<>"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		if got := handedOn(t, Escape(path)); got != path {
			t.Errorf("%q is %q to a function", path, got)
		}
		if got := handedOn(t, "/x/"+EscapeSegment(path)); got != "/x/"+path {
			t.Errorf("segment %q is %q to a function", path, got)
		}
	})
}
