package language

import (
	"strings"
	"testing"
)

func TestAccepted(t *testing.T) {
	for _, tt := range []struct {
		header string
		want   Language
		found  bool
	}{
		{"", EN, false},
		{"de", DE, true},
		{"DE-at", DE, true},
		{"de-Latn-DE-1996", DE, true},
		{"de-AT,de;q=0.9,en;q=0.8", DE, true},
		{"en-US,en;q=0.9,de;q=0.8", EN, true},
		{"fr,de;q=0.5,en;q=0.7", EN, true},
		{"fr-CH, fr;q=0.9, it;q=0.8", EN, false},
		{"en;q=0.1, de;q=0.2", DE, true},
		{"en ; q=0.5 , de ; q=0.500", EN, true},
		{"de;q=0, en;q=0.001", EN, true},
		{"de;q=0", EN, false},
		{"de;q=2, en;q=0.3", EN, true},
		{"de;q=0.1234, en;q=0.1", EN, true},
		{"de;q=1.000", DE, true},
		{"de;Q=0.9", DE, true},
		{"*", EN, false},
		{"zh-CHS, sr-SP-Latn, zz-ZZ, C, ;Q=, -, de-1, de", DE, true},
		{"deutsch, de_DE", EN, false},
		{strings.Repeat("fr,", maxRanges) + "de", EN, false},
		{strings.Repeat("-", 10000), EN, false},
	} {
		if got, found := Accepted(tt.header); got != tt.want || found != tt.found {
			t.Errorf("%.60q: %s, %t, want %s, %t", tt.header, got.Code(), found, tt.want.Code(), tt.found)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Accepted("fr-CH, de-AT;q=0.9, en;q=0.8") }); n != 0 {
		t.Errorf("choosing a language allocates %v times", n)
	}
}

func TestOf(t *testing.T) {
	for _, l := range All() {
		if got, known := Of(l.Code()); !known || got != l {
			t.Errorf("%s is %s, %t", l.Code(), got.Code(), known)
		}
	}
	for _, code := range []string{"", "DE", "de-AT", "xx", "de "} {
		if _, known := Of(code); known {
			t.Errorf("%q is known", code)
		}
	}
}

func FuzzAccepted(f *testing.F) {
	f.Add("de-AT,de;q=0.9,en;q=0.8")
	f.Fuzz(func(t *testing.T, header string) {
		if l, _ := Accepted(header); int(l) >= count {
			t.Errorf("%q: language %d", header, l)
		}
	})
}
