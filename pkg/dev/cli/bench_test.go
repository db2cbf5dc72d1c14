package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// TestBenchmarksAreThoseOfTheProgram: the program is another module, so that its list is read and not linked.
func TestBenchmarksAreThoseOfTheProgram(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../bench/main.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "commands" {
			return true
		}
		for _, element := range spec.Values[0].(*ast.CompositeLit).Elts {
			name, err := strconv.Unquote(element.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		return false
	})
	slices.Sort(names)
	if !slices.Equal(names, benchmarks) {
		t.Errorf("the program measures %q, the command offers %q", names, benchmarks)
	}
}
