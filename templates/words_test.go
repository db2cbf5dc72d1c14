package templates

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// inLine are elements that stand in a sentence.
var inLine = map[string]bool{"a": true, "bdi": true, "b": true, "strong": true, "em": true, "span": true, "time": true}

// wordsOf is the text of a text node or of an element that stands in a sentence, with its blanks.
func wordsOf(node *html.Node) string {
	var b strings.Builder
	switch {
	case node == nil || node.Type == html.ElementNode && !inLine[node.Data]:
		return ""
	case node.Type == html.TextNode:
		return node.Data
	}
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

// TestNoChangesElsewhere: who signs in with another provider is not told how to begin changes that are made there.
func TestNoChangesElsewhere_U11(t *testing.T) {
	for _, federated := range []bool{true, false} {
		page := rendered(t, Account(AccountView{Layout: someone, Email: sampleEmail, Federated: federated}))
		section := elements(parsed(t, page), "section")[0]
		says := strings.Contains(text(section), string(someone.Language.AccountNeedsSignIn()))
		if lists := len(elements(section, "ul")); says == federated || lists > 0 == federated {
			t.Errorf("federated %v: it says %v, %d lists", federated, says, lists)
		}
	}
}

// TestWordsAreApart: a template drops the blank between an expression and the component in the next line, and two words
// run into each other.
func TestWordsAreApart_U11(t *testing.T) {
	for _, sample := range samples() {
		for _, node := range elements(parsed(t, rendered(t, sample.page))) {
			before := wordsOf(node.PrevSibling)
			if !inLine[node.Data] || before == "" {
				continue
			}
			if node.PrevSibling.Type != html.TextNode && !strings.Contains(value(node, "class"), "badge") {
				continue // these two are in columns, or in lines of their own
			}
			last, _ := utf8.DecodeLastRuneInString(before)
			first := wordsOf(node)
			if first != "" && strings.TrimLeft(first, " \n") == first && !unicode.IsSpace(last) && !strings.ContainsRune("(", last) {
				t.Errorf("%s: %q runs into %q", sample.name, before, first)
			}
		}
	}
}
