package repotest

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cognitossr/pkg/paths"
	"cognitossr/pkg/routes"
)

// TestPathsAreRoutes: what Go code calls by a name is a route of the list, so that none of the two is changed alone.
func TestPathsAreRoutes_N18(t *testing.T) {
	list := table(t)
	for _, path := range []string{
		paths.Home, paths.Profile, paths.ChangePassword, paths.ConfirmDeletion, paths.Users, paths.Login, paths.SignUp,
		paths.Callback, paths.Refresh, paths.Logout, paths.SignedOut,
		paths.LogoutEverywhere, paths.DeleteAccount,
	} {
		if len(list.Methods(path)) == 0 {
			t.Errorf("%s is no route of functions/routes.json", path)
		}
	}
	keys := ""
	for _, function := range list.Functions {
		keys += strings.Join(function.Routes, "\n") + "\n"
	}
	for _, root := range []string{paths.Auth, paths.API, paths.Assets} {
		if !strings.Contains(keys, " "+root+"/") {
			t.Errorf("no route is below %s", root)
		}
	}
}

// TestPathsAreWrittenOnce: in the library and the functions a path stands in package paths, and as the key of its
// handler.
func TestPathsAreWrittenOnce_N18(t *testing.T) {
	sitePath := regexp.MustCompile(`^/(auth|account|admin|profile)(/|\?|$)`)
	for _, s := range sources(t) {
		own := strings.HasPrefix(s.name, "functions/") || strings.HasPrefix(s.name, "pkg/")
		exempt := hasPrefix(s.name, []string{"pkg/paths/", "pkg/dev/", "pkg/web/webtest/"})
		if !own || exempt || s.isTest() {
			continue
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(literal.Value); err == nil && sitePath.MatchString(text) {
				t.Errorf("%s:%d: %s stands in package paths", s.name, s.line(literal), literal.Value)
			}
			return true
		})
	}
}

// TestLinksAreRoutes: a link or form of a template leads to a route of the list. Templates write them out, because a
// link that is computed costs more.
func TestLinksAreRoutes_N18(t *testing.T) {
	list := table(t)
	written := regexp.MustCompile(`(href|action)="(/[^"?]*)|@button\("(/[^"?]*)"`)
	templates, err := filepath.Glob("../../../templates/*.templ")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range templates {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range written.FindAllStringSubmatch(string(source), -1) {
			method, path := "GET", link[2]
			if link[1] != "href" && !strings.Contains(string(source), `method="get" action="`+link[2]) {
				method, path = "POST", link[2]+link[3]
			}
			found++
			if match, ok := list.Find(method, path); !ok || match.RouteKey == routes.DefaultRoute {
				t.Errorf("%s: %s %s is no route", filepath.Base(name), method, path)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d links were found", found)
	}
}
