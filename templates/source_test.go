package templates

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	templparser "github.com/a-h/templ/parser/v2"
	"golang.org/x/net/html"
)

// TestGeneratedGoIsFresh holds each .templ file against the Go that is committed beside it.
func TestGeneratedGoIsFresh(t *testing.T) {
	names := components(t)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			file, err := templparser.Parse(name)
			if err != nil {
				t.Fatalf("parsing: %v", err)
			}
			var want bytes.Buffer
			if _, err := generator.Generate(file, &want, generator.WithFileName(name)); err != nil {
				t.Fatalf("generating: %v", err)
			}
			got, err := os.ReadFile(strings.TrimSuffix(name, ".templ") + "_templ.go")
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(squeezed(got), squeezed(want.Bytes())) {
				t.Error("the generated Go is stale: run go generate ./templates")
			}
		})
	}
	generated, err := fs.Glob(os.DirFS("."), "*_templ.go")
	if err != nil || len(generated) != len(names) {
		t.Errorf("%d generated files for %d components: remove the orphans (%v)", len(generated), len(names), err)
	}
}

// squeezed takes out spaces: the command formats what the generator writes.
func squeezed(source []byte) []byte { return bytes.Join(bytes.Fields(source), nil) }

func components(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS("."), "*.templ")
	if err != nil || len(names) == 0 {
		t.Fatalf("no components found: %v", err)
	}
	return names
}

// TestSourcesHoldNoUnsafeConstruct_SEC089: nothing that turns text into markup, script or style without escaping, and
// nothing that a strict policy would refuse.
func TestSourcesHoldNoUnsafeConstruct_SEC089(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)templ\.Raw|templ\.Unsafe|templ\.JS|templ\.SafeCSS|SafeScript|<script|<style|\bstyle=|\bon[a-z]+=|javascript:|text/template|html/template`)
	for _, name := range components(t) {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := forbidden.FindAll(source, -1); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
	}
}

// TestPagesHoldNoScript_N13 looks at what is sent, in every state of every page.
func TestPagesHoldNoScript_N13(t *testing.T) {
	for _, sample := range samples() {
		t.Run(sample.name, func(t *testing.T) {
			document := parsed(t, rendered(t, sample.page))
			if found := elements(document, "script", "style", "iframe", "object", "embed", "base", "math"); found != nil {
				t.Errorf("holds <%s>", found[0].Data)
			}
			checkPictures(t, document)
			for _, node := range elements(document) {
				for _, a := range node.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" ||
						strings.Contains(a.Val, "script:") {
						t.Errorf("<%s> has %s=%q", node.Data, a.Key, a.Val)
					}
				}
			}
			checkSameOrigin(t, document)
		})
	}
}

// drawn is what an SVG element in a page may consist of, with its attributes: shapes, and nothing that links, loads or
// moves.
var drawn = map[string][]string{
	"svg":  {"class", "viewbox", "shape-rendering", "role", "aria-label"},
	"rect": {"width", "height", "fill"},
	"path": {"fill", "d"},
}

// checkPictures: an SVG element can hold scripts and links like a page, so that it is held to a short list.
func checkPictures(t *testing.T, document *html.Node) {
	t.Helper()
	for _, picture := range elements(document, "svg") {
		for _, node := range append(elements(picture), picture) {
			allowed, known := drawn[node.Data]
			if !known {
				t.Errorf("a picture holds <%s>", node.Data)
			}
			for _, a := range node.Attr {
				if !slices.Contains(allowed, strings.ToLower(a.Key)) || strings.Contains(a.Val, "url(") {
					t.Errorf("<%s> in a picture has %s=%q", node.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// elsewhere are the addresses outside the site that a link may lead to: the sign-in service's sign-out and its page for
// passkeys, and the app on the visitor's device.
var elsewhere = []string{sampleDomain + "/logout?", sampleDomain + "/passkeys/add?", "otpauth://totp/"}

// checkSameOrigin: a page loads and posts to nothing but the site itself. A link may lead to the sign-in service, which
// ends its session there.
func checkSameOrigin(t *testing.T, document *html.Node) {
	t.Helper()
	for _, node := range elements(document) {
		for _, a := range node.Attr {
			follows := a.Key == "href" || a.Key == "src" || a.Key == "action"
			if node.Data == "a" && slices.ContainsFunc(elsewhere,
				func(start string) bool { return strings.HasPrefix(a.Val, start) }) {
				continue
			}
			if follows && direction(a.Val) != "site" && direction(a.Val) != "page" {
				t.Errorf("<%s %s=%q> leaves the site", node.Data, a.Key, a.Val)
			}
		}
	}
}
