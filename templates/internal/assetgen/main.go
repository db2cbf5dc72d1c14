// Command assetgen makes the site's static files of the brand and of the style sheet: it puts the brand's colours in
// front of the style sheet, takes comments and spaces out and compresses it, so that no function has to, and colours the
// icon and the style sheet of Cognito's classic pages. It generates Go source with the brand's name and links, and with
// the names under which the static files are served: a name holds the first 8 hex digits of the content's SHA-256.
//
// It runs in the folder templates, by go generate. It must not change its sources, and draws no picture: icongen does.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"cognitossr/pkg/dev/brand"
)

// Outputs are the generated files, by their path below templates. The names come last: they are what the build compares
// times with.
const (
	brandFile   = "site.go"
	styleFile   = "assets/site.min.css"
	gzipFile    = "assets/site.min.css.gz"
	iconFile    = "assets/icon.svg"
	classicFile = "../terraform/branding/login.css"
	logoFile    = "../terraform/branding/logo.png"
	pathsFile   = "assets_gen.go"
	namesFile   = "assets/names_gen.go"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("assetgen: ")
	if err := run("."); err != nil {
		log.Fatal(err)
	}
}

// output is a file as it has to be.
type output struct{ name, content string }

// run writes all outputs for the folder templates at root.
func run(root string) error {
	files, names, err := generate(root)
	if err != nil {
		return err
	}
	if err := write(root, files); err != nil {
		return err
	}
	if err := compress(filepath.Join(root, styleFile), filepath.Join(root, gzipFile)); err != nil {
		return err
	}
	return write(root, names)
}

// write leaves a file that is the same as it is, so that whoever watches it need not look again; except for the one by
// whose time the build knows when all was made.
func write(root string, outputs []output) error {
	for _, o := range outputs {
		file := filepath.Join(root, filepath.FromSlash(o.name))
		if held, err := os.ReadFile(file); err == nil && string(held) == o.content && o.name != namesFile {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("making a folder: %w", err)
		}
		if err := os.WriteFile(file, []byte(o.content), 0o644); err != nil {
			return fmt.Errorf("writing what was made of the brand: %w", err)
		}
	}
	return nil
}

// generate returns the outputs for the folder templates at root: files, and the names under which they are served.
func generate(root string) (files, names []output, err error) {
	b, err := brand.Read(filepath.Join(root, ".."))
	if err != nil {
		return nil, nil, err
	}
	source, err := os.ReadFile(filepath.Join(root, "assets", "site.css"))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the style sheet: %w", err)
	}
	style, icon := string(minified([]byte(b.Variables()+string(source)))), b.IconSVG()
	files = []output{{brandFile, b.GoSource()}, {styleFile, style}, {iconFile, icon}, {classicFile, b.ClassicCSS()}}
	if logo := b.ClassicLogo(); logo != nil {
		files = append(files, output{logoFile, string(logo)})
	}
	stylesheet, iconName := hashedName("site", style, ".css"), hashedName("icon", icon, ".svg")
	return files, []output{
		{pathsFile, goNames("templates", "Path", "/assets/", stylesheet, iconName)},
		{namesFile, goNames("assets", "Name", "", stylesheet, iconName)},
	}, nil
}

// minified takes out comments and the spaces that mean nothing. It does not know strings: none of the style sheet has a
// brace, a comma, a semicolon or two spaces in it.
func minified(style []byte) []byte {
	text := string(style)
	for {
		before, rest, found := strings.Cut(text, "/*")
		if !found {
			break
		}
		_, after, _ := strings.Cut(rest, "*/")
		text = before + after
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, mark := range []string{" {", "{ ", " }", "} ", "; ", ", ", ": "} {
		text = strings.ReplaceAll(text, mark, strings.TrimSpace(mark))
	}
	return []byte(strings.ReplaceAll(text, ";}", "}"))
}

// compress leaves a file with the same content unchanged: the bytes of compress/gzip may change with Go, and the
// repository must not.
func compress(source, target string) error {
	content, err := os.ReadFile(source)
	if err != nil {
		return fmt.Errorf("reading an asset: %w", err)
	}
	if held, err := decompressed(target); err == nil && bytes.Equal(held, content) {
		return nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression) // its header has neither name nor time
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = os.WriteFile(target, b.Bytes(), 0o644)
	}
	if err != nil {
		return fmt.Errorf("compressing an asset: %w", err)
	}
	return nil
}

func decompressed(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func hashedName(stem, content, extension string) string {
	sum := sha256.Sum256([]byte(content))
	return stem + "-" + hex.EncodeToString(sum[:4]) + extension
}

func goNames(packageName, suffix, prefix, stylesheet, icon string) string {
	return fmt.Sprintf(`// Code generated by templates/internal/assetgen; DO NOT EDIT.

package %s

const (
	stylesheet%s = %q
	icon%s       = %q
)
`, packageName, suffix, prefix+stylesheet, suffix, prefix+icon)
}
