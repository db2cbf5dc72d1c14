package hosted

import (
	"os"
	"strings"
	"testing"
)

func TestCheckCSS_N24(t *testing.T) {
	tests := []struct{ name, css, want string }{
		{"empty", "", ""},
		{"one class", ".label-customizable { font-weight: 400; }", ""},
		{"two selectors and a comment", "/* a { */\n.label-customizable, .submitButton-customizable:hover { color: red }", ""},
		{"last declaration without semicolon", ".logo-customizable{max-width:60%}", ""},
		{"element", "body { color: red }", `line 1: selector "body"`},
		{"foreign class on the third line", "\n\n.mine { color: red }", `line 3: selector ".mine"`},
		{"hover where Cognito has none", ".label-customizable:hover { color: red }", "not one of Cognito's classes"},
		{"descendant", ".label-customizable b { color: red }", "not one of Cognito's classes"},
		{"import", "@import 'x.css'; .label-customizable { color: red }", "@import is not allowed"},
		{"media", "@media print { .label-customizable { color: red } }", "@media is not allowed"},
		{"url", ".logo-customizable {\n background: URL(https://x) }", `line 2: "url("`},
		{"escape", `.logo-customizable { background: u\72l(x) }`, "not allowed"},
		{"end of the style element", ".logo-customizable { color: </style> }", "not allowed"},
		{"no declaration", ".logo-customizable { nonsense }", "is no declaration"},
		{"rule without end", ".logo-customizable { color: red", "has no end"},
		{"comment without end", "/* .logo-customizable { color: red }", "comment has no end"},
		{"a string", `.label-customizable { font-family: "Open Sans", 'x' }`, ""},
		{"a comment within a string", `.label-customizable { content: "/*"; background: url(//x) } body { color: red } .label-customizable { content: "*/" }`, `"url(" is not allowed`},
		{"a string without end", ".label-customizable { content: \"/*\n; color: red }", "string has no end"},
		{"text outside", ".logo-customizable { color: red } rest", `"rest" is outside a rule`},
		{"too long", strings.Repeat(" ", 3073), "at most 3072"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := CheckCSS([]byte(test.css))
			switch {
			case test.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, wanted %q", err, test.want)
			}
		})
	}
}

// Every class that may be styled is in the pages, so that the preview shows all of a style sheet.
func TestPreviewHasEveryClass_N24(t *testing.T) {
	page := ""
	for _, name := range []string{"layout", "classic", "branding"} {
		raw, err := files.ReadFile("pages/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		page += string(raw)
	}
	for _, selector := range customizable {
		class, _, _ := strings.Cut(strings.TrimPrefix(selector, "."), ":")
		if !strings.Contains(page, class) {
			t.Errorf("the preview lacks %s", class)
		}
	}
	if len(customizable) != 18 {
		t.Errorf("%d selectors", len(customizable))
	}
}

// What the deployment uploads is taken here.
func TestStyleOfTheDeploymentIsTaken_N24(t *testing.T) {
	const branding = "../../../../../../terraform/branding/"
	if _, err := os.Stat(branding); err != nil {
		t.Fatalf("the deployment's branding is missing: %v", err)
	}
	c, err := LoadCustomization(branding+"login.css", branding+"logo.png")
	if err != nil || c.CSS == "" || logoType(c.Image) != "image/png" {
		t.Errorf("got %d bytes, %s, %v", len(c.CSS), logoType(c.Image), err)
	}
}

func FuzzCheckCSS(f *testing.F) {
	f.Add(".label-customizable { color: red }")
	f.Add("/* */ @media x { a { b: c } }")
	f.Fuzz(func(t *testing.T, css string) {
		if CheckCSS([]byte(css)) == nil && strings.Contains(strings.ToLower(css), "<script") && !strings.Contains(css, "/*") {
			t.Errorf("taken: %q", css)
		}
	})
}
