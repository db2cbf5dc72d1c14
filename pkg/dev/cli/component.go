package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
)

// checkComponent refuses a page whose Go names package templates has already: all pages share the package, and none of them would compile.
func (f function) checkComponent() error {
	if f.API {
		return nil
	}
	paths, err := filepath.Glob(filepath.Join(f.root, "templates", "*.go"))
	if err != nil {
		return fmt.Errorf("looking for the templates: %w", err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			continue // the compiler says it better
		}
		for _, name := range []string{f.Component, f.Component + "View", f.Component + "Content"} {
			if slices.Contains(declared(file), name) {
				return fmt.Errorf("function %q: its template would be %s in Go, which templates/%s has already; choose another name", f.Name, name, filepath.Base(path))
			}
		}
	}
	return nil
}

// declared are the names that a file adds to its package.
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
