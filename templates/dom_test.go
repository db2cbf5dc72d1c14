package templates

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parsed is the page as a browser without script would see it.
func parsed(t testing.TB, source string) *html.Node {
	t.Helper()
	document, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatalf("parsing the page: %v", err)
	}
	return document
}

// elements returns the elements of these names in the order of the page; no name: all of them.
func elements(root *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		if len(names) == 0 {
			found = append(found, node)
		}
		for _, name := range names {
			if node.Data == name {
				found = append(found, node)
			}
		}
	}
	return found
}

func attribute(node *html.Node, name string) (string, bool) {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// value is the attribute, "" when it is not there.
func value(node *html.Node, name string) string {
	v, _ := attribute(node, name)
	return v
}

// text is what is in the element: its pieces with a space between them, and every run of spaces as one.
func text(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(" " + child.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// inside reports whether the node lies in an element of the name.
func inside(node *html.Node, name string) bool {
	for ancestor := range node.Ancestors() {
		if ancestor.Type == html.ElementNode && ancestor.Data == name {
			return true
		}
	}
	return false
}
