package routes

import (
	"regexp"
	"testing"
)

// patterns say what the loops do.
var patterns = []struct {
	name    string
	pattern *regexp.Regexp
	loop    func(string) bool
}{
	{"function name", regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`), isFunctionName},
	{"snake case", regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`), isSnakeCase},
	{"variable", regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`), isVariable},
	{"operation", regexp.MustCompile(`^[A-Z][A-Za-z]{2,63}$`), isOperation},
	{"literal segment", regexp.MustCompile(`^[A-Za-z0-9._~-]+$`), isLiteral},
	{"parameter", regexp.MustCompile(`^\{[A-Za-z0-9._-]+\+?\}$`), isParameter},
	{"route key", regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (/\S*)$`), func(key string) bool {
		_, _, ok := splitKey(key)
		return ok
	}},
}

var anyParameter = regexp.MustCompile(`\{[^}+]*(\+?)\}`)

// FuzzNames compares the loops with the patterns.
func FuzzNames(f *testing.F) {
	for _, text := range []string{
		"", "home", "pre-sign-up", "a1-2b", "1a", "-a", "a-", "a--b", "A", "a_b", "a__b", "_a", "a_", "a1_b", "ä",
		"a\n", "a-1-",
		"REPORTS_TABLE", "_A", "A1", "1A", "AdminGetUser", "Ab", "Abc", "abc", "Ab1",
		"ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCD",
		"A234567890123456789012345678901234567890123456789012345678901234",
		"AdminGetUser", "Ab", "Abc", "abc", "Ab1", "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCD",
		"A2345678901234567890123456789012345678901234567890123456789012345", "~", "a.b", "{sub}", "{sub+}", "{+}", "{}",
		"{a", "a}", "{a++}", "{a}{b}",
		"GET /", "GET  /", "GET", "GET /a b", "GET /a\v", "GET /\u00a0", "get /", "ANY /{p+}", "GET a", " /",
		"GET /x\r", "$default", "{{a}}", "{a+b}", "{a+{b}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range patterns {
			if got, want := p.loop(text), p.pattern.MatchString(text); got != want {
				t.Errorf("%s: %q is %t", p.name, text, got)
			}
		}
		if got, want := shape(text), anyParameter.ReplaceAllString(text, "{$1}"); got != want {
			t.Errorf("shape(%q) = %q, want %q", text, got, want)
		}
	})
}
