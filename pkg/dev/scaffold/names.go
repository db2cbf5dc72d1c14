package scaffold

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// longestName lets the name of the Lambda function, which begins with the site's name of up to 24 characters and a
// hyphen, stay within Lambda's 64.
//
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html (FunctionName)
const longestName = 64 - 24 - 1

// checkName rejects folder names that are special to Go, or that Go does not build because an operating system
// reserves them, as Windows does con. Package routes checks the rest.
func checkName(name string) error {
	if len(name) > longestName {
		return fmt.Errorf("function %q: the name has %d characters, and with the site's name Lambda takes %d: choose "+
			"a shorter one",
			name, len(name), longestName)
	}
	if slices.Contains([]string{"internal", "testdata", "vendor"}, name) {
		return fmt.Errorf("function %q: a folder of this name is special to Go: choose another name", name)
	}
	if err := module.CheckImportPath("functions/" + name); err != nil {
		return fmt.Errorf("function %q: Go does not build a folder of this name: choose another, as in reports (%w)", name, err)
	}
	return nil
}

// checkComponent rejects a page whose Go names are declared in package templates already: all pages share the
// package, and it would not compile.
func (f Function) checkComponent() error {
	if !f.IsPage() {
		return nil
	}
	paths, err := filepath.Glob(filepath.Join(f.site.Root, "templates", "*.go"))
	if err != nil {
		return fmt.Errorf("looking for the templates: %w", err)
	}
	for _, path := range paths {
		if filepath.Base(path) == filepath.Base(f.generated()) {
			continue // generated from the page's own template, if that exists
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			continue // the compiler says it better
		}
		for _, name := range []string{f.Component, f.Component + "View", f.Component + "Content"} {
			if slices.Contains(declared(file), name) {
				return fmt.Errorf("function %q: its template would be %s in Go, which templates/%s has already; choose "+
					"another name",
					f.Name, name, filepath.Base(path))
			}
		}
	}
	return nil
}

// declared returns the names that a file declares in its package.
func declared(file *ast.File) (names []string) {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

// Pascal joins the words of a name or route, as in PostConfirmation or GetAuthLogin.
func Pascal(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
	})
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
