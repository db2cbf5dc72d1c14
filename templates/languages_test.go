package templates

import (
	"reflect"
	"slices"
	"testing"

	"github.com/a-h/templ"
	templparser "github.com/a-h/templ/parser/v2"

	"cognitossr/pkg/language"
	"cognitossr/pkg/language/languagetest"
)

// inLanguage returns the samples in a language. What the samples invent, such as the heading of a failure, is English
// in all of them.
func inLanguage(l language.Language) []sample {
	sampled := anonymous.Language
	defer func() { anonymous.Language, someone.Language = sampled, sampled }()
	anonymous.Language, someone.Language = l, l
	return samples()
}

// invented is what the samples, and not the site, say: package web and the function users have tests of their own.
func invented() (words []string) {
	for _, status := range []int{400, 401, 403, 404, 503} {
		v := sampleFailure(status)
		words = append(words, v.Heading, v.Message)
		for _, action := range v.Actions {
			words = append(words, action.Label)
		}
	}
	kept := sampleKeptForm()
	for _, action := range kept.Actions {
		words = append(words, action.Label)
	}
	for _, l := range language.All() {
		words = append(words, string(l.LanguageName()))
	}
	user := sampleUser()
	for _, action := range append(user.Actions, sampleAction) {
		words = append(words, action.Label, action.Consequence)
	}
	words = append(append(words, inFours(sampleKey)...), samplePasskey, sampleGroup, "editors",
		"Welcome to the team! Ada", exportCommand, "nobody")
	return append(words, kept.Form.Note, sampleUsers().Notice, "The user could not be changed. Try again.", brand)
}

// TestPagesSayNothingOutsideTheCatalogue in any of the languages.
func TestPagesSayNothingOutsideTheCatalogue_N25(t *testing.T) {
	for _, l := range language.All() {
		for _, sample := range inLanguage(l) {
			t.Run(l.Code()+"/"+sample.name, func(t *testing.T) {
				page := rendered(t, sample.page)
				if foreign := languagetest.Foreign(t, l, page, invented()...); foreign != nil {
					t.Errorf("it says %q", foreign)
				}
				root := elements(parsed(t, page), "html")[0]
				if value(root, "lang") != l.Code() || value(root, "dir") != string(l.Direction()) {
					t.Errorf("lang=%q dir=%q", value(root, "lang"), value(root, "dir"))
				}
			})
		}
	}
}

// TestTemplatesHoldNoText: a text in a template would be the same in every language. A text of the catalogue is a
// component or an expression.
func TestTemplatesHoldNoText(t *testing.T) {
	for _, name := range components(t) {
		file, err := templparser.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if texts := textsIn(reflect.ValueOf(file.Nodes)); len(texts) > 0 {
			t.Errorf("%s holds %q: move it to pkg/language/texts, see docs/LANGUAGES.md", name, texts)
		}
	}
}

// textsIn finds the texts in a parsed template, whatever they are parts of.
func textsIn(v reflect.Value) (found []string) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if text, ok := v.Interface().(*templparser.Text); ok {
			return []string{text.Value}
		}
		return textsIn(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, textsIn(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = append(found, textsIn(v.Field(i))...)
			}
		}
	}
	return found
}

// TestEveryLanguageIsOffered, by links that need no script and say their language.
func TestEveryLanguageIsOffered_N25(t *testing.T) {
	for name, tt := range map[string]struct {
		page templ.Component
		path string
	}{
		"a page":             {Home(HomeView{Layout: anonymous}), ""},
		"an error page":      {Failure(sampleFailure(404)), "/"},
		"an administrator's": {User(sampleUser()), "/admin/users"},
		"a new key's":        {AccountAuthenticatorSetup(AccountAuthenticatorSetupView{}), "/account/authenticator"},
	} {
		var offered []string
		for _, link := range elements(parsed(t, rendered(t, tt.page)), "a") {
			if code := value(link, "hreflang"); code != "" {
				offered = append(offered, code)
				if current := value(link, "aria-current") == "true"; value(link, "href") != tt.path+"?lang="+code ||
					value(link, "lang") != code || current != (code == "en") {
					t.Errorf("%s: %s leads to %q, current %t", name, code, value(link, "href"), current)
				}
			}
		}
		if want := []string{"en", "de"}; !slices.Equal(offered, want) {
			t.Errorf("%s offers %q, want %q", name, offered, want)
		}
	}
}
