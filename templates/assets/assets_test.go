package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"regexp"
	"strings"
	"testing"
)

// TestNameHasTheHash: a browser keeps a file for ever, so another content must have another name.
func TestNameHasTheHash(t *testing.T) {
	for _, name := range Names() {
		file, ok := Find(name)
		if !ok || len(file.Content) == 0 {
			t.Fatalf("%s: not found or empty", name)
		}
		sum := sha256.Sum256(file.Content)
		match := regexp.MustCompile(`^[a-z]+-([0-9a-f]{8})\.(css|svg)$`).FindStringSubmatch(name)
		if match == nil || match[1] != hex.EncodeToString(sum[:4]) {
			t.Errorf("%s: the content's hash is %x", name, sum[:4])
		}
	}
}

// TestCompressedStylesheetIsFresh: it is the stylesheet, and about a third of it.
func TestCompressedStylesheetIsFresh(t *testing.T) {
	r, err := gzip.NewReader(bytes.NewReader(stylesheetGzip))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(content, stylesheet) {
		t.Errorf("site.min.css.gz is stale: run go generate ./templates (%v)", err)
	}
	if len(stylesheetGzip)*5 > len(stylesheet)*2 || r.Name != "" || !r.ModTime.IsZero() {
		t.Errorf("%d bytes of %d, name %q, time %v", len(stylesheetGzip), len(stylesheet), r.Name, r.ModTime)
	}
}

// TestStylesheetNamesNoSide: what names left or right is wrong in a language from right to left.
func TestStylesheetNamesNoSide_N25(t *testing.T) {
	sides := regexp.MustCompile(`[\w-]*\b(left|right)\b[^;}]*|(padding|margin): ?[\w.]+ ([\w.]+) [\w.]+ ([\w.]+)`)
	for _, found := range sides.FindAllStringSubmatch(string(stylesheet), -1) {
		if found[2] == "" || found[3] != found[4] {
			t.Errorf("%q: name the start and the end of a line instead", found[0])
		}
	}
}

// TestFaviconIsAnIcon: one image, which is a PNG, of the size that the directory says.
func TestFaviconIsAnIcon(t *testing.T) {
	content := Favicon().Content
	if !bytes.HasPrefix(content, []byte{0, 0, 1, 0, 1, 0, 32, 32}) || len(content) > 1500 {
		t.Fatalf("% x, %d bytes", content[:8], len(content))
	}
	picture, err := png.DecodeConfig(bytes.NewReader(content[22:]))
	if err != nil || picture.Width != 32 || picture.Height != 32 {
		t.Errorf("%d by %d (%v)", picture.Width, picture.Height, err)
	}
}

func TestFindTakesExactNamesOnly(t *testing.T) {
	for _, name := range []string{"", "/", "site.css", "../assets.go", stylesheetName + "/", "/" + stylesheetName,
		strings.ToUpper(stylesheetName), stylesheetName + "\x00", "site-00000000.css"} {
		if _, ok := Find(name); ok {
			t.Errorf("%q is found", name)
		}
	}
}

// TestStylesheetLoadsNothing: one file and no other host.
func TestStylesheetLoadsNothing(t *testing.T) {
	if found := regexp.MustCompile(`(?i)@import|url\(|expression\(|@font-face`).Find(stylesheet); found != nil {
		t.Errorf("the stylesheet holds %q", found)
	}
}

// TestIconIsADrawingOnly: an SVG that is opened by itself is a document, and could hold script.
func TestIconIsADrawingOnly(t *testing.T) {
	allowed := map[string]bool{"svg": true, "g": true, "rect": true, "circle": true, "path": true}
	decoder := xml.NewDecoder(strings.NewReader(string(icon)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the icon is not XML: %v", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !allowed[element.Name.Local] {
			t.Errorf("<%s>", element.Name.Local)
		}
		for _, a := range element.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" {
				t.Errorf("%s=%q", a.Name.Local, a.Value)
			}
		}
	}
}
