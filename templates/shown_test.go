package templates

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShown_SEC091(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"plain", "user@example.com", "user@example.com"},
		{"markup is for templ to escape", `<b>"&'`, `<b>"&'`},
		{"other scripts", "Żółć 名前 שלום مرحبا 👩‍💻", "Żółć 名前 שלום مرحبا 👩‍💻"},
		{"C0 controls", "a\x00b\tc\nd\re\x1bf", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf"},
		{"DEL and C1 controls", "a\x7fb\u0080c\u0085d\u009fe", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"},
		{"bidi embeddings and overrides", "\u202Aa\u202Bb\u202Cc\u202Dd\u202Ee", "\uFFFDa\uFFFDb\uFFFDc\uFFFDd\uFFFDe"},
		{"bidi isolates", "\u2066a\u2067b\u2068c\u2069d", "\uFFFDa\uFFFDb\uFFFDc\uFFFDd"},
		{"bidi marks", "a\u061Cb\u200Ec\u200Fd", "a\uFFFDb\uFFFDc\uFFFDd"},
		{"invisible", "a\u00ADb\u200Bc\u2060d\uFEFFe", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"},
		{"line and paragraph ends", "a\u2028b\u2029c", "a\uFFFDb\uFFFDc"},
		{"tag characters", "a\U000E0041b", "a\uFFFDb"},
		{"combining marks of a language", "Vie\u0323\u0302t", "Vie\u0323\u0302t"},
		{"a stack of combining marks", "a" + strings.Repeat("\u0301", 6) + "b\u0301",
			"a\u0301\u0301\u0301\u0301\uFFFD\uFFFDb\u0301"},
		{"not UTF-8", "a\xff\xc0b", "a\uFFFD\uFFFDb"},
		{"as long as may be", strings.Repeat("x", maxShown), strings.Repeat("x", maxShown)},
		{"one too long", strings.Repeat("x", maxShown+1), strings.Repeat("x", maxShown-1) + "…"},
		{"too long in another script", strings.Repeat("ż", 10_000), strings.Repeat("ż", maxShown-1) + "…"},
		{"cut behind a replaced character", strings.Repeat("x", maxShown-1) + "\u202Eyz",
			strings.Repeat("x", maxShown-1) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(tt.text); got != tt.want {
				t.Errorf("shown(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestShownDoesNotCopyPlainText(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { shown("user@example.com") }); n != 0 {
		t.Errorf("showing a plain text allocates %v times", n)
	}
}

func FuzzShown_SEC091(f *testing.F) {
	for _, payload := range payloads {
		f.Add(payload.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := shown(text)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxShown || strings.ContainsFunc(got, misleads) {
			t.Errorf("shown(%q) = %q", text, got)
		}
	})
}

// TestLongAddressesBreakBetweenWords: on a phone a line of a long address ends before "@" or ".", and the address can
// still be found whole.
func TestLongAddressesBreakBetweenWords_N25(t *testing.T) {
	for address, want := range map[string]string{
		"user@example.com": "<bdi>user@example.com</bdi>",
		"a-group-name-that-is-no-address.and.is.long": "<bdi>a-group-name-that-is-no-address.and.is.long</bdi>",
		"grace.hopper.of.the.navy@mail.example.com":   `<bdi title="grace.hopper.of.the.navy@mail.example.com">grace<wbr>.hopper<wbr>.of<wbr>.the<wbr>.navy<wbr>@mail<wbr>.example<wbr>.com</bdi>`,
		"\"<b>&\"@an-address-that-is-long.example.com\n": "<bdi title=\"&#34;&lt;b&gt;&amp;&#34;@an-address-that-is-long.example.com\uFFFD\">" +
			"&#34;&lt;b&gt;&amp;&#34;<wbr>@an-address-that-is-long<wbr>.example<wbr>.com\uFFFD</bdi>",
	} {
		if got := rendered(t, userText(address)); got != want {
			t.Errorf("%q is\n%s, want\n%s", address, got, want)
		}
	}
}
