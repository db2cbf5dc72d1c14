package main

import (
	"context"
	"encoding/json"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/routes"
)

const oldList = "{\n  \"home\": { \"routes\": [\"GET /\"], \"auth\": \"public\" },\n  \"notfound\": { \"routes\": [\"$default\"], \"auth\": \"public\" }\n}\n"

func newProject(t *testing.T) string {
	return newProjectOf(t, strings.TrimSuffix(reflect.TypeFor[routes.Table]().PkgPath(), "/pkg/routes"))
}

// compiles is a compiler that finds nothing wrong.
func compiles(context.Context) error { return nil }

// newProjectOf makes a project whose module has a name.
func newProjectOf(t *testing.T, module string) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"functions", "templates", "docs/reference"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{
		"go.mod":                   "module " + module + "\n\ngo 1.26.0\n",
		"functions/routes.json":    oldList,
		"templates/views.go":       "package templates\n\ntype Action struct{}\n\ntype SignOutView struct{}\n\nfunc (SignOutView) Mine() {}\n",
		"docs/reference/routes.md": "| route | function | who may enter | what it does |\n| `$default` | `notfound` | everybody | 404 |\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestNewWritesEverythingThatAFunctionIs(t *testing.T) {
	tests := []struct {
		name, function, route, auth string
		api                         bool
		files                       []string
		row                         string
	}{
		{"page", "audit-log", "GET /audit", "public", false, []string{"main.go", "main_test.go", "event.json", "../../templates/audit_log.templ"}, "| `GET /audit` | `audit-log` | everybody | Audit log |"},
		{"page for a group", "audit", "GET /audit", "group:auditors", false, []string{"main.go", "main_test.go", "event.json", "../../templates/audit.templ"}, "| group `auditors` |"},
		{"API", "status", "GET /api/status", "user", true, []string{"main.go", "main_test.go", "event.json"}, "| signed in |"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newProject(t)
			f, err := newFunction(root, test.function, test.route, test.auth, test.api)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.add(t.Context(), compiles); err != nil {
				t.Fatal(err)
			}
			for _, name := range test.files {
				checkFile(t, filepath.Join(root, "functions", test.function, name))
			}
			table, err := routes.Load(filepath.Join(root, "functions", "routes.json"))
			if err != nil {
				t.Fatal(err)
			}
			if match, ok := table.Find("GET", f.Path); !ok || match.Function.Name != test.function || string(match.Function.Auth) != test.auth || (match.Function.Kind == access.KindAPI) != test.api {
				t.Errorf("got %+v", match.Function)
			}
			if list, _ := os.ReadFile(filepath.Join(root, routesReference)); !strings.Contains(string(list), test.row) {
				t.Errorf("%s lacks %s:\n%s", routesReference, test.row, list)
			}
		})
	}
}

// TestNewFunctionsPassTheirTests lays new functions over this repository, without writing into it, and runs the tests
// that they came with.
func TestNewFunctionsPassTheirTests(t *testing.T) {
	root, _ := project(t)
	tests := []struct {
		name, function, auth string
		api                  bool
	}{
		{"public page", "overlaid-page", "public", false}, {"page that greets", "overlaid-greeting", "", false}, {"page for users", "overlaid-profile", "user", false}, {"page for a group", "overlaid-list", "group:auditors", false},
		{"public API", "overlaid-status", "public", true}, {"API for a group", "overlaid-audit", "group:auditors", true},
	}
	overlay, dir := map[string]string{}, t.TempDir()
	args := []string{"test", "-c", "-vet=off", "-overlay", filepath.Join(dir, "overlay.json"), "-o", dir}
	for _, test := range tests {
		maps.Copy(overlay, layOver(t, root, test.function, test.auth, test.api))
		args = append(args, "./functions/"+test.function)
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "go", args...)
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, output)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if output, err := exec.CommandContext(t.Context(), filepath.Join(dir, test.function+".test")).CombinedOutput(); err != nil {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
}

// TestNewFunctionsAreFormatted: as gofmt leaves them, with the imports of this repository in a group of their own.
func TestNewFunctionsAreFormatted(t *testing.T) {
	for _, api := range []bool{false, true} {
		for _, auth := range []string{"public", "optional", "user", "group:auditors"} {
			f, err := newFunction(newProject(t), "audit", "GET /audit", auth, api)
			if err != nil {
				t.Fatal(err)
			}
			kind := map[bool]string{false: "page_", true: "api_"}[api]
			for _, name := range []string{"main.go.tmpl", "main_test.go.tmpl"} {
				source, err := f.render(kind + name)
				if err != nil {
					t.Fatal(err)
				}
				formatted, err := format.Source(source)
				if err != nil || string(formatted) != string(source) || !strings.Contains(string(source), "\"\n\n\t\""+f.Module+"/") {
					t.Errorf("%s with right %s is not formatted (%v):\n%s", name, auth, err, source)
				}
			}
		}
	}
}

// layOver creates a function in a separate folder and returns which of its files replace which of the repository's.
func layOver(t *testing.T, root, name, auth string, api bool) map[string]string {
	t.Helper()
	made := newProject(t)
	f, err := newFunction(made, name, "GET /"+name, auth, api)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.add(t.Context(), compiles); err != nil {
		t.Fatal(err)
	}
	files := []string{filepath.Join("functions", name, "main.go"), filepath.Join("functions", name, "main_test.go")}
	if !api {
		compileTemplates(t, root, filepath.Join(made, "templates"))
		files = append(files, strings.TrimSuffix(f.Template(), ".templ")+"_templ.go")
	}
	overlay := map[string]string{}
	for _, file := range files {
		overlay[filepath.Join(root, file)] = filepath.Join(made, file)
	}
	return overlay
}

func compileTemplates(t *testing.T, root, dir string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "tool", "templ", "generate", "-include-version=false", "-path", dir)
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("compiling the templates: %v\n%s", err, output)
	}
}

func checkFile(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	switch filepath.Ext(path) {
	case ".go":
		if _, err := parser.ParseFile(token.NewFileSet(), path, content, parser.AllErrors); err != nil {
			t.Error(err)
		}
	case ".json":
		if !json.Valid(content) {
			t.Errorf("%s is not JSON:\n%s", path, content)
		}
	}
}

func TestNewRefusesWhatDoesNotFit(t *testing.T) {
	tests := []struct{ name, function, route, auth, want string }{
		{"name that is taken", "home", "GET /x", "public", "is listed twice"},
		{"route that is taken", "x", "GET /", "public", "belongs to"},
		{"name that is none", "Reports", "GET /x", "public", "lower-case"},
		{"name that leaves the folder", "../x", "GET /x", "public", "lower-case"},
		{"access right that is none", "x", "GET /x", "everybody", "access right"},
		{"route without a method", "x", "/x", "public", "GET /reports"},
		{"form", "x", "POST /x", "public", "GET /reports"},
		{"parameters", "x", "GET /x/{id}", "public", "GET /reports"},
		{"no name", "-", "GET /x", "public", "needs a name"},
		{"name of a device of Windows", "con", "GET /x", "public", "Go does not build a folder of this name"},
		{"another name of a device", "com1", "GET /x", "public", "Go does not build a folder of this name"},
		{"folder that Go passes over", "testdata", "GET /x", "public", "is special to Go"},
		{"folder of others' modules", "vendor", "GET /x", "public", "is special to Go"},
		{"folder that only its neighbours may import", "internal", "GET /x", "public", "is special to Go"},
		{"name that is too long for Lambda", strings.Repeat("a", 40), "GET /x", "public", "Lambda takes 39"},
		{"component that is a type", "action", "GET /x", "public", "choose another name"},
		{"component whose view is a type", "sign-out", "GET /x", "public", "templates/views.go"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newProject(t)
			f, err := newFunction(root, test.function, test.route, test.auth, false)
			if err == nil {
				_, err = f.add(t.Context(), compiles)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
			if list, _ := os.ReadFile(filepath.Join(root, "functions", "routes.json")); string(list) != oldList {
				t.Errorf("the list was changed:\n%s", list)
			}
			if made, _ := filepath.Glob(filepath.Join(root, "functions", "*", "*")); len(made) != 0 {
				t.Errorf("it made %v", made)
			}
		})
	}
}

func TestNewGoesByTheNamesOfPagesForPagesOnly(t *testing.T) {
	for name, api := range map[string]bool{"action": true, "mine": false} { // an API has no component, and a method takes no name
		f, err := newFunction(newProject(t), name, "GET /x", "public", api)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.add(t.Context(), compiles); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewPageNamesItsOwnFile(t *testing.T) {
	f, err := newFunction(newProject(t), "audit-log", "GET /audit", "public", false)
	if err != nil {
		t.Fatal(err)
	}
	page, err := f.render("page.templ.tmpl")
	if err != nil || !strings.Contains(string(page), "templates/audit_log.templ") {
		t.Errorf("%v:\n%s", err, page)
	}
}

func TestNewImportsTheModuleAsItIsNamed(t *testing.T) {
	root := newProjectOf(t, "example.com/made/of/it")
	f, err := newFunction(root, "reports", "GET /reports", "user", false)
	if err != nil {
		t.Fatal(err)
	}
	made, err := f.add(t.Context(), compiles)
	if err != nil {
		t.Fatal(err)
	}
	imports := 0
	for _, name := range made {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			if strings.Contains(spec.Path.Value, "/pkg/") || strings.HasSuffix(spec.Path.Value, `/templates"`) {
				imports++
				if !strings.HasPrefix(spec.Path.Value, `"example.com/made/of/it/`) {
					t.Errorf("%s imports %s", name, spec.Path.Value)
				}
			}
		}
	}
	if imports == 0 {
		t.Error("no file imports anything of the module")
	}
}

func TestNewLeavesFilesAlone(t *testing.T) {
	root := newProject(t)
	path := filepath.Join(root, "functions", "reports", "main.go")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := newFunction(root, "reports", "GET /reports", "public", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.add(t.Context(), compiles); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("got %v", err)
	}
	if list, _ := os.ReadFile(filepath.Join(root, "functions", "routes.json")); string(list) != oldList {
		t.Errorf("the list was changed:\n%s", list)
	}
}

func TestNewSaysWhereAGroupComesFrom(t *testing.T) {
	terraform, err := os.ReadFile(filepath.Join("..", "..", "..", "terraform", "variables_auth.tf"))
	if err != nil || !strings.Contains(string(terraform), "variable \"user_groups\"") {
		t.Fatalf("user_groups is not where it is said to be: %v", err)
	}
	for auth, want := range map[string]bool{"group:auditors": true, "group:admin": false, "user": false} {
		f, err := newFunction(newProject(t), "audit", "GET /audit", auth, false)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		f.announce(&out, []string{"functions/audit/main.go"})
		if strings.Contains(out.String(), `add { name = "auditors" } to the default of user_groups in terraform/variables_auth.tf`) != want {
			t.Errorf("%s:\n%s", auth, out.String())
		}
	}
}

// What is written for a page has its texts in the template, where ./build.sh check refuses them.
func TestAnnouncementSaysWhereTheTextsOfAPageBelong(t *testing.T) {
	for api, want := range map[bool]bool{false: true, true: false} {
		f, err := newFunction(newProject(t), "audit", "GET /audit", "user", api)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		f.announce(&out, []string{"functions/audit/main.go"})
		if strings.Contains(out.String(), "docs/LANGUAGES.md") != want {
			t.Errorf("api %v:\n%s", api, out.String())
		}
	}
}
