package templates

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// inLine are elements that stand in a sentence. A badge has a margin of its own.
var inLine = map[string]bool{"a": true, "bdi": true, "b": true, "strong": true, "em": true, "span": true, "time": true}

// raw is the text of a node with its blanks.
func raw(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

// TestWordsAreApart: a template drops the blank between an expression and the component in the next line, and two words
// run into each other.
func TestWordsAreApart_U11(t *testing.T) {
	for _, sample := range samples() {
		for _, node := range elements(parsed(t, rendered(t, sample.page))) {
			before := node.PrevSibling
			if !inLine[node.Data] || before == nil || before.Type != html.TextNode || strings.Contains(value(node, "class"), "badge") {
				continue
			}
			last := []rune(before.Data)[len([]rune(before.Data))-1]
			if first := raw(node); strings.TrimLeft(first, " \n") == first && first != "" && (unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(".,:;?!", last)) {
				t.Errorf("%s: %q runs into %q", sample.name, before.Data, first)
			}
		}
	}
}
