// Package rename gives a copy of the project a module path and a name of its own. It works on any version of the
// project, so that an update can be renamed in the same way before it is merged.
//
// It only says what the files become. It runs no command, and does not read what git ignores.
package rename

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"cognitossr/pkg/dev/brand"
)

// Names are what a copy of the project is called.
type Names struct {
	Module string // path of the Go module, as in github.com/acme/shop
	Site   string // what visitors read, as in Acme Shop
	Holder string // who holds the copyright of the changes; "" adds nobody
}

// File is a file with its new content.
type File struct {
	Name    string // path below the root, with slashes
	Content []byte
}

// SiteFile is the Go file with the name of the site. It is made of the brand's settings; in versions of the project that
// have none it is where the name is written.
const SiteFile = "templates/site.go"

// The other files that carry the name of the site or of the module, besides the imports.
const (
	readmeFile   = "README.md"
	licenceFile  = "LICENSE"
	exampleFile  = "terraform/terraform.tfvars.example"
	nodePageFile = "pkg/dev/bench/node/route/page.mjs"
)

// Check reports what cannot be used as a name.
func (n Names) Check() error {
	if err := n.CheckModule(); err != nil {
		return err
	}
	return errors.Join(checkText("name of the site", n.Site, true), checkText("holder", n.Holder, false))
}

// CheckModule refuses what cannot be the path of a Go module.
func (n Names) CheckModule() error {
	if err := module.CheckImportPath(n.Module); err != nil {
		return fmt.Errorf("the module path %q cannot be imported (%w): choose one as in github.com/acme/shop", n.Module, err)
	}
	first, _, _ := strings.Cut(n.Module, "/")
	if !strings.Contains(first, ".") && strings.Contains(n.Module, "/") {
		return fmt.Errorf("the module path %q has no dot in its first part, which Go keeps for its own packages: "+
			"begin it with a domain, as in github.com/acme/shop", n.Module)
	}
	return nil
}

const longestText = 60 // characters: what fits into the header of a page

func checkText(what, text string, required bool) error {
	switch {
	case required && strings.TrimSpace(text) == "":
		return fmt.Errorf("the %s is missing: give one, as in --name \"Acme Shop\"", what)
	case text != strings.TrimSpace(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("the %s %q must be one line without spaces around it", what, text)
	case len([]rune(text)) > longestText:
		return fmt.Errorf("the %s has more than %d characters: choose a shorter one", what, longestText)
	}
	return nil
}

// Read returns what the copy in a folder is called now. Its holder is not known.
func Read(root string) (Names, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return Names{}, fmt.Errorf("reading the module's name: %w", err)
	}
	n := Names{Module: modfile.ModulePath(mod)}
	if n.Module == "" {
		return Names{}, errors.New("reading the module's name: go.mod has no module line")
	}
	if settings, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(brand.File))); err == nil {
		if n.Site, err = brand.NameIn(settings); err != nil {
			return Names{}, fmt.Errorf("reading the site's name: %w", err)
		}
		return n, nil
	}
	site, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(SiteFile)))
	if err != nil {
		return Names{}, fmt.Errorf("reading the site's name: %w", err)
	}
	match := brandLine.FindSubmatch(site)
	if match == nil {
		return Names{}, fmt.Errorf("reading the site's name: %s has no line `const brand = \"...\"`", SiteFile)
	}
	if n.Site, err = strconv.Unquote(string(match[1])); err != nil {
		return Names{}, fmt.Errorf("reading the site's name in %s: %w", SiteFile, err)
	}
	return n, nil
}

var brandLine = regexp.MustCompile(`(?m)^const brand = ("(?:[^"\\]|\\.)*")$`)

// Plan returns the files that change when the copy in a folder takes the new names, of those that are listed.
func Plan(root string, files []string, to Names) ([]File, error) {
	if err := to.Check(); err != nil {
		return nil, err
	}
	from, err := Read(root)
	if err != nil {
		return nil, err
	}
	var changed []File
	for _, name := range files {
		old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		content, err := renamed(name, old, from, to)
		if err != nil {
			return nil, fmt.Errorf("renaming in %s: %w", name, err)
		}
		if !bytes.Equal(old, content) {
			changed = append(changed, File{name, content})
		}
	}
	return changed, nil
}

// renamed returns the new content of one file.
func renamed(name string, content []byte, from, to Names) (_ []byte, err error) {
	switch path.Ext(name) {
	case ".go":
		content, err = goImports(name, content, from.Module, to.Module)
	case ".templ":
		content = templImports(content, from.Module, to.Module)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case path.Base(name) == "go.mod":
		return goMod(name, content, from.Module, to.Module)
	case name == brand.File:
		return brand.WithName(content, to.Site), nil
	case name == SiteFile:
		return brandLine.ReplaceAllLiteral(content, []byte("const brand = "+strconv.Quote(to.Site))), nil
	case name == readmeFile:
		return bytes.Replace(content, []byte("# "+from.Site+"\n"), []byte("# "+to.Site+"\n"), 1), nil
	case name == licenceFile:
		return licence(content, to.Holder), nil
	case name == exampleFile:
		return nameLine.ReplaceAllLiteral(content, []byte(`name = "`+DeploymentName(to.Site)+`"`)), nil
	case name == nodePageFile:
		return scriptText(content, from.Site, to.Site), nil
	}
	return content, nil
}

// licence adds a line with another holder. The first one stays: the licence demands it.
func licence(content []byte, holder string) []byte {
	if holder == "" || bytes.Contains(content, []byte(" "+holder+"\n")) {
		return content
	}
	first := copyrightLine.Find(content)
	return bytes.Replace(content, first, append(bytes.Clone(first), "Changes: copyright (c) "+holder+"\n"...), 1)
}

var (
	copyrightLine = regexp.MustCompile(`(?m)^Copyright .*\n`)
	nameLine      = regexp.MustCompile(`(?m)^name *= *".*"$`)
)

// scriptText replaces the name in the strings of the page that the benchmark renders with Node.
func scriptText(content []byte, from, to string) []byte {
	for _, form := range []string{"%s\"", "%s\","} {
		old, quoted := fmt.Sprintf(form, from), strconv.Quote(to)
		content = bytes.ReplaceAll(content, []byte(old), []byte(fmt.Sprintf(form, quoted[1:len(quoted)-1])))
	}
	return content
}

// DeploymentName makes Terraform's `name` of a site's name: 3 to 24 lower-case letters, digits and single hyphens, and
// none of the words that Cognito refuses in a domain. It returns "my-site" where nothing is left.
func DeploymentName(site string) string {
	name := strings.Trim(notAllowed.ReplaceAllLiteralString(strings.ToLower(site), "-"), "-")
	name = strings.TrimLeft(name, "0123456789-")
	name = strings.TrimRight(name[:min(len(name), 24)], "-")
	if len(name) < 3 || reservedWord.MatchString(name) {
		return "my-site"
	}
	return name
}

var (
	notAllowed   = regexp.MustCompile(`[^a-z0-9]+`)
	reservedWord = regexp.MustCompile(`aws|amazon|cognito`)
)
