package signup

import (
	"strings"
	"testing"
)

func TestAllowedAddresses_S50_R59(t *testing.T) {
	const list = "example.com, Example.ORG xn--bcher-kva.example mail.example.net"
	tests := []struct {
		name, address string
		want          bool
	}{
		{"a domain of the list", "ada@example.com", true},
		{"capitals in the address", "Ada@EXAMPLE.com", true},
		{"capitals in the list", "ada@example.org", true},
		{"letters of other alphabets, as DNS has them", "ada@xn--bcher-kva.example", true},
		{"a domain below another, which is listed itself", "ada@mail.example.net", true},
		{"a tag", "ada+site@example.com", true},
		{"every sign that needs no quotes and leads nowhere", "a#$&'*+-/?=^_`{|}~.9@example.com", true},

		{"a foreign domain", "ada@example.edu", false},
		{"a domain below", "ada@mail.example.com", false},
		{"the domain above", "ada@example.net", false},
		{"the domain at the end of another's name", "ada@badexample.com", false},
		{"the domain at the beginning of another's name", "ada@example.com.evil.test", false},
		{"a dot at the end", "ada@example.com.", false},
		{"a dot at the beginning", "ada@.example.com", false},
		{"a blank at the end", "ada@example.com ", false},
		{"a line break at the end", "ada@example.com\n", false},
		{"a zero byte", "ada@example.com\x00.evil.test", false},
		{"no @", "example.com", false},
		{"nothing", "", false},
		{"an @ alone", "@", false},
		{"nothing before the @", "@example.com", false},
		{"nothing after the @", "ada@", false},
		{"two @", "ada@evil.test@example.com", false},
		{"two @, the listed domain first", "ada@example.com@evil.test", false},
		{"an @ in quotes", `"ada@evil.test"@example.com`, false},
		{"quotes", `"ada"@example.com`, false},
		{"a name and an address", "Ada <ada@evil.test>, x@example.com", false},
		{"an address in brackets", "<ada@example.com>", false},
		{"two addresses", "ada@evil.test,x@example.com", false},
		{"a line break before the @", "ada\r\nBcc: x@example.com", false},
		{"a comment", "ada@example.com(evil.test)", false},
		{"the sign of the kelvin, a k in lower case", "ada@xn--bcher-\u212Ava.example", false},
		{"a Cyrillic e", "ada@\u0435xample.com", false},
		{"a full-width dot", "ada@example\uFF0Ecom", false},
		{"a full-width @", "ada\uFF20example.com", false},
		{"the same domain in its own letters", "ada@b\u00FCcher.example", false},
		{"a name in other letters", "\u00E4da@example.com", false},
		{"a route with a percent sign, which some mail servers follow", "ada%evil.test@example.com", false},
		{"a route with an exclamation mark, the same", "evil.test!ada@example.com", false},
		{"an encoded word, which a mail server may decode", "=?utf-8?q?ada=40evil.test=3e=20?=@example.com", false},
		{"bytes that are no text", "ada\xff@example.com", false},
		{"an address literal", "ada@[192.0.2.1]", false},
	}
	domains, err := ParseDomains(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := domains.Allow(tt.address); got != tt.want {
				t.Errorf("Allow(%q) = %v", tt.address, got)
			}
		})
	}
}

func TestWithoutAListEverybodyMayRegister_S50(t *testing.T) {
	domains, err := ParseDomains("")
	if err != nil || !domains.Allow("ada@example.com") || !domains.Allow("") {
		t.Errorf("somebody may not: %v", err)
	}
}

// TestMistypedLists: each is refused as a whole, so that the mistake is not discovered by who could sign up.
func TestMistypedLists_S50_SEC114(t *testing.T) {
	tests := []struct{ name, list string }{
		{"an @", "@example.com"},
		{"an address", "ada@example.com"},
		{"an origin", "https://example.com"},
		{"a path", "example.com/"},
		{"a port", "example.com:25"},
		{"a star", "*.example.com"},
		{"everything", "*"},
		{"a dot at the beginning", ".example.com"},
		{"a dot at the end", "example.com."},
		{"two dots", "example..com"},
		{"no dot", "localhost"},
		{"a top level alone", ".com"},
		{"a number for a top level", "192.0.2.1"},
		{"a semicolon", "example.com;example.org"},
		{"a line break", "example.com\nexample.org"},
		{"quotes", `"example.com"`},
		{"a list in brackets", `[example.com]`},
		{"other letters", "b\u00FCcher.example"},
		{"the sign of the kelvin", "\u212Aiosk.example"},
		{"a hyphen at the beginning", "-example.com"},
		{"a hyphen at the end of a label", "example-.com"},
		{"an underscore", "my_site.example.com"},
		{"a label that is too long", strings.Repeat("a", 64) + ".com"},
		{"a name that is too long", strings.Repeat("abcdefg.", 32) + "com"},
		{"separators alone", " , "},
		{"one wrong entry among right ones", "example.com, @example.org"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d, err := ParseDomains(tt.list); err == nil || !strings.HasPrefix(err.Error(), Variable+": ") ||
				len(d.allowed) != 0 {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestEveryMistypedEntryIsNamed(t *testing.T) {
	_, err := ParseDomains("@one.example two.example,https://three.example")
	if err == nil || !strings.Contains(err.Error(), `"@one.example"`) ||
		!strings.Contains(err.Error(), `"https://three.example"`) || strings.Contains(err.Error(), `"two`) {
		t.Errorf("error %v", err)
	}
}

// The sentence ends Cognito's own, "PreSignUp failed with error ...", and is the same for everybody.
func TestRefusalIsOneLineWithoutData_S50(t *testing.T) {
	if strings.ContainsAny(Refusal, "@\n%") || strings.Contains(Refusal, "example") || !strings.HasSuffix(Refusal, ".") {
		t.Errorf("%q", Refusal)
	}
}
