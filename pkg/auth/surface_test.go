package auth

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestClaimsComeFromTheVerifierAlone: every token of this package with claims has been verified (S-10). Nothing else
// decodes or fills one, and the zero value has no claims.
func TestClaimsComeFromTheVerifierAlone_S10(t *testing.T) {
	verified := []string{"*AccessToken", "*IDToken", "*Identity"}
	givers := map[string]bool{}
	for _, f := range exportedFunctions(t) {
		for _, result := range f.results {
			bare := strings.TrimLeft(result, "*[]")
			if !slices.Contains([]string{"AccessToken", "IDToken", "Identity", "claims"}, bare) {
				continue
			}
			givers[f.name] = true
			if f.receiver != "*Verifier" || !strings.HasPrefix(f.name, "Verify") ||
				!slices.Contains(verified, result) || f.results[len(f.results)-1] != "error" {
				t.Errorf("%s %s gives %v: claims come from a verification that may fail", f.receiver, f.name, f.results)
			}
		}
	}
	if len(givers) != 3 {
		t.Errorf("%d functions give claims, the three of the verifier should: the search proves nothing", len(givers))
	}
	access, id := &AccessToken{}, &IDToken{}
	if access.Subject() != "" || access.Groups() != nil || access.InGroup("") || access.HasScope("") ||
		id.Subject() != "" || id.Email() != "" || id.EmailVerified() {
		t.Error("a token that nobody has verified says something")
	}
}

type exported struct {
	name, receiver string
	results        []string
}

// exportedFunctions are what other packages can call.
func exportedFunctions(t *testing.T) (found []exported) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.IsExported() {
				found = append(found, described(f))
			}
		}
	}
	return found
}

func described(f *ast.FuncDecl) exported {
	e := exported{name: f.Name.Name}
	if f.Recv != nil {
		e.receiver = types.ExprString(f.Recv.List[0].Type)
	}
	if f.Type.Results != nil {
		for _, result := range f.Type.Results.List {
			e.results = append(e.results, types.ExprString(result.Type))
		}
	}
	return e
}
