package hosted

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var textInPage = regexp.MustCompile("\\.T (\"[^\"]*\"|`[^`]*`)")

// A text that a page has and the catalogue has not would be English on a German page.
func TestEveryTextIsInTheCatalogue(t *testing.T) {
	used := map[string]bool{}
	pages, err := filepath.Glob("pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range textInPage.FindAllStringSubmatch(string(body), -1) {
			text, err := strconv.Unquote(found[1])
			if err != nil {
				t.Fatal(err)
			}
			used[text] = true
		}
	}
	if len(used) < 40 {
		t.Fatalf("found %d texts only", len(used))
	}
	for _, text := range textsInCode(t) {
		used[text] = true
	}
	for text := range used {
		if catalogue[text] == "" {
			t.Errorf("the catalogue lacks %q", text)
		}
	}
	for text, translation := range catalogue {
		if strings.Count(text, "%s") != strings.Count(translation, "%s") {
			t.Errorf("%q has another number of %%s than %q", translation, text)
		}
	}
}

// textsInCode are titles and problems: what newView and the pages' show functions are called with, and what the functions
// that word them return.
func textsInCode(t *testing.T) (texts []string) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || path == "catalogue.go" || path == "standin.go" || path == "branding.go" {
			continue // what is this program's own is English
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(literal.Value); err == nil && sentenceForVisitors.MatchString(text) {
				texts = append(texts, text)
			}
			return true
		})
	}
	return texts
}

// sentenceForVisitors is what a visitor would read, as opposed to headers, logs and what goes back to the site.
var sentenceForVisitors = regexp.MustCompile(`^(Enter|Sign|Choose|Change|Confirm|Add|Set up|The passwords|The form|This form|That |Your |A new|A code|Browsers|No passkey|Login pages|Client does)[^{]*$`)

func TestSentencesAreTranslated(t *testing.T) {
	l := look{Managed: true, Lang: german}
	for sentence, want := range map[string]string{
		"Sign in":                "Anmelden",
		"At least 14 characters": "Mindestens 14 Zeichen",
		"Password did not conform with policy: Password not long enough": "Das Passwort entspricht nicht den Regeln: Es ist zu kurz",
		"PreSignUp failed with error 14 days.":                           "PreSignUp failed with error 14 days.",
		"":                                                               "",
	} {
		if got := l.translated(sentence); got != want {
			t.Errorf("%q became %q", sentence, got)
		}
		if got := (look{Lang: english}).translated(sentence); got != sentence {
			t.Errorf("in English %q became %q", sentence, got)
		}
	}
}
