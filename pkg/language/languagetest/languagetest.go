// Package languagetest finds what a page says outside the catalogue: text that nobody could translate, or text of
// another language. It is for tests; no function links it.
package languagetest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"cognitossr/pkg/language"
	"cognitossr/pkg/language/internal/catalogue"
	"cognitossr/pkg/language/texts"
)

// Foreign returns the texts of a page, and of its attributes, that are not of the catalogue in a language. What is in
// <bdi>, <time>, <dd> or a field is data and not said by the site, as are the given words.
func Foreign(t testing.TB, l language.Language, page string, words ...string) []string {
	t.Helper()
	document, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	known := textsOf(t, l, words)
	var foreign []string
	report := func(text string) {
		if text = strings.Join(strings.Fields(text), " "); !known.say(text) && !slices.Contains(foreign, text) {
			foreign = append(foreign, text)
		}
	}
	for node := range document.Descendants() {
		switch {
		case node.Type == html.TextNode && !isData(node):
			report(node.Data)
		case node.Type == html.ElementNode:
			for _, a := range node.Attr {
				described := a.Key == "content" && slices.Contains(node.Attr, html.Attribute{Key: "name", Val: "description"})
				if described || slices.Contains([]string{"aria-label", "alt", "placeholder", "data-label"}, a.Key) ||
					a.Key == "title" && node.Data != "bdi" {
					report(a.Val)
				}
			}
		}
	}
	return foreign
}

// isData reports whether a text node is what a user, an administrator or the request has brought along, or the name of
// another language, which stands in it.
func isData(node *html.Node) bool {
	for parent := range node.Ancestors() {
		switch parent.Data {
		case "bdi", "time", "style":
			return true
		case "a":
			return slices.ContainsFunc(parent.Attr, func(a html.Attribute) bool { return a.Key == "hreflang" })
		case "dl":
			if slices.Contains(parent.Attr, html.Attribute{Key: "class", Val: "traces"}) && node.Parent.Data == "dd" {
				return true
			}
		}
	}
	return false
}

// knownTexts are those of a language, in which parameters are texts, words or numbers.
type knownTexts struct {
	exact    map[string]bool
	patterns []*regexp.Regexp
}

func textsOf(t testing.TB, l language.Language, words []string) knownTexts {
	t.Helper()
	all, err := catalogue.Read(texts.Files)
	if err != nil {
		t.Fatal(err)
	}
	known := knownTexts{exact: map[string]bool{}}
	for _, word := range words {
		known.exact[word] = true
	}
	for _, text := range all[slices.IndexFunc(all, func(a catalogue.Language) bool { return a.Code == l.Code() })].Texts {
		pieces := catalogue.Pieces(text)
		if len(pieces) == 1 {
			known.exact[text] = true
			continue
		}
		for i := range pieces {
			if pieces[i] = regexp.QuoteMeta(pieces[i]); i%2 == 1 {
				pieces[i] = "(.+)"
			}
		}
		known.patterns = append(known.patterns, regexp.MustCompile("^"+strings.Join(pieces, "")+"$"))
	}
	return known
}

func (k knownTexts) say(text string) bool {
	if k.exact[text] || !strings.ContainsFunc(text, unicode.IsLetter) {
		return true
	}
	if before, after, found := strings.Cut(text, " · "); found { // the window's title
		return k.say(before) && k.say(after)
	}
	return slices.ContainsFunc(k.patterns, func(pattern *regexp.Regexp) bool {
		match := pattern.FindStringSubmatch(text)
		return match != nil && !slices.ContainsFunc(match[1:],
			func(parameter string) bool { return parameter == text || !k.say(parameter) })
	})
}
