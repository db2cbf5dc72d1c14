package appuser

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"testing"
	"time"
)

var (
	day   = time.Date(2026, 11, 23, 6, 0, 0, int(123*time.Millisecond), time.UTC)
	uuid7 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

func TestIDs_S52(t *testing.T) {
	// The example of RFC 9562, appendix A.6.
	got, err := NewID(time.UnixMilli(0x017F22E279B0),
		bytes.NewReader([]byte{0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F}))
	if want := "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"; err != nil || got != want {
		t.Errorf("NewID() = %s, %v; want %s", got, err, want)
	}
	seen, last := map[string]bool{}, ""
	for i := range 1000 {
		id, err := NewID(day.Add(time.Duration(i)*time.Millisecond), rand.Reader)
		if err != nil || !uuid7.MatchString(id) || len(id) != 36 || seen[id] || id <= last {
			t.Fatalf("id %d: %s after %s, %v", i, id, last, err)
		}
		seen[id], last = true, id
	}
}
