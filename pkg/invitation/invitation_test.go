package invitation

import (
	"strings"
	"testing"
)

func TestIsMessage_U37(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"nothing":               {"", true},
		"lines":                 {"Willkommen!\n\tÄ, 你好, 👩‍💻", true},
		"the longest":           {strings.Repeat("ä", MaxMessage), true},
		"too long":              {strings.Repeat("ä", MaxMessage+1), false},
		"a control sign":        {"a\x1bb", false},
		"a null":                {"a\x00b", false},
		"another direction":     {"a\u202eb", false},
		"not even UTF-8":        {"a\xffb", false},
		"a line end of a form":  {"a\r\nb", false},
		"the same when cleaned": {Cleaned(" a\r\nb\rc "), true},
	} {
		if got := IsMessage(c.text); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestHTML: a message is text, and no placeholder of Cognito's.
func TestHTML_U37(t *testing.T) {
	got := HTML("<a href=\"https://evil.example\">{####}</a>\n& {username}")
	if want := "&lt;a href=&#34;https://evil.example&#34;&gt;&#123;####&#125;&lt;/a&gt;<br>&amp; &#123;username&#125;"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if longest := HTML(strings.Repeat("{", MaxMessage)); len(longest) > 10_000 {
		t.Errorf("the longest message has %d characters in a mail", len(longest))
	}
}
