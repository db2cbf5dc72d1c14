package repotest

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestHandlersAreTheRoutes: each function has a handler for each of its routes and for no other, so that none is missed
// until a visitor asks for it. The keys are written out where the handlers are, as in routes.json: so they can be
// found, and read here.
func TestHandlersAreTheRoutes_N18(t *testing.T) {
	handled := map[string][]string{}
	for _, s := range sources(t) {
		name, below := strings.CutPrefix(s.name, "functions/")
		name, file, _ := strings.Cut(name, "/")
		if !below || file == "" || s.isTest() {
			continue
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			if literal, ok := node.(*ast.CompositeLit); ok && isRoutes(literal.Type) {
				handled[name] = append(handled[name], keysOf(t, s, literal)...)
			}
			return true
		})
	}
	for _, f := range table(t).Functions {
		listed := slices.Sorted(slices.Values(f.Routes))
		if got := slices.Sorted(slices.Values(handled[f.Name])); !slices.Equal(got, listed) {
			t.Errorf("function %s has handlers for %q, and routes.json lists %q", f.Name, got, listed)
		}
	}
}

// isRoutes reports whether a type is web.Routes or web.UserRoutes.
func isRoutes(expression ast.Expr) bool {
	selector, ok := expression.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && pkg.Name == "web" && (selector.Sel.Name == "Routes" || selector.Sel.Name == "UserRoutes")
}

func keysOf(t *testing.T, s source, literal *ast.CompositeLit) (keys []string) {
	for _, element := range literal.Elts {
		pair, _ := element.(*ast.KeyValueExpr)
		text, ok := pair.Key.(*ast.BasicLit)
		if !ok {
			t.Errorf("%s:%d: write the route's key as routes.json has it", s.name, s.line(pair))
			continue
		}
		key, err := strconv.Unquote(text.Value)
		if err != nil {
			t.Error(err)
		}
		keys = append(keys, key)
	}
	return keys
}
