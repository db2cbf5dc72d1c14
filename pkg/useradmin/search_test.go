package useradmin

import "testing"

// TestPastedText_U21: what comes from a mail, a table or a link finds the same user as what is typed.
func TestPastedText_U21(t *testing.T) {
	const address = "user@example.com"
	tests := []struct{ name, text, want string }{
		{"typed", address, address},
		{"leading blank", " " + address, address},
		{"trailing tab", address + "\t", address},
		{"line end", address + "\r\n", address},
		{"no-break space", "\u00a0" + address + "\u3000", address},
		{"zero-width space", "\u200buser@\u200bexample.com\u200b", address},
		{"byte order mark", "\ufeff" + address, address},
		{"direction", "\u202a" + address + "\u202c", address},
		{"soft hyphen", "user@exam\u00adple.com", address},
		{"link", "mailto:" + address, address},
		{"link in capitals", " MAILTO:" + address + " ", address},
		{"link with a subject", "mailto:" + address + "?subject=Hello", address},
		{"escaped link", "mailto:user%40example.com", address},
		{"link that is not escaped well", "mailto:user%zz@example.com", "user%zz@example.com"},
		{"with a name", "Ada <" + address + ">", address},
		{"in brackets", "<mailto:" + address + ">", address},
		{"beginning of an address", " us", "us"},
		{"plus and apostrophe", "o'brien+test@example.com", "o'brien+test@example.com"},
		{"other letters", "müller@example.com", "müller@example.com"},
		{"brackets without an address", "a<b>", "a<b>"},
		{"nothing but a blank", " \u200b\t", ""},
		{"a tab in the middle stays", "a\tb", "a\tb"},
	}
	for _, tt := range tests {
		if got := Pasted(tt.text); got != tt.want {
			t.Errorf("%s: Pasted(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestSearchTakesSubsToo_U21(t *testing.T) {
	const sub = "7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55"
	for text, want := range map[string]Query{
		" " + sub + "\n":                       {Attribute: BySubject, Operator: Is, Text: sub},
		"7C1F1D3E-50D1-70A4-8F0B-2F6F0F1C9A55": {Attribute: BySubject, Operator: Is, Text: sub},
		sub[:35]:                               {Attribute: ByEmail, Operator: BeginsWith, Text: sub[:35]},
		sub[:35] + "g":                         {Attribute: ByEmail, Operator: BeginsWith, Text: sub[:35] + "g"},
		"7c1f1d3e050d1-70a4-8f0b-2f6f0f1c9a55": {Attribute: ByEmail, Operator: BeginsWith,
			Text: "7c1f1d3e050d1-70a4-8f0b-2f6f0f1c9a55"},
		" ada@": {Attribute: ByEmail, Operator: BeginsWith, Text: "ada@"},
	} {
		if got := Search(text); got != want {
			t.Errorf("Search(%q) = %+v, want %+v", text, got, want)
		}
	}
}
