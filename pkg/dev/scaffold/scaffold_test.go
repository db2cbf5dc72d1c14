package scaffold

import (
	"context"
	"encoding/json"
	"errors"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/routes"
)

const oldList = "{\n  \"home\": { \"routes\": [\"GET /\"], \"auth\": \"public\" },\n  \"mine\": { \"trigger\": \"pre_sign_up\" },\n" +
	"  \"notfound\": { \"routes\": [\"$default\"], \"auth\": \"public\" }\n}\n"

// site is a project whose template.yaml names every function.
func site(root string) Site {
	return Site{Root: root, SAM: func(table routes.Table) ([]byte, error) {
		var names []string
		for _, f := range table.Functions {
			names = append(names, f.Name)
		}
		return []byte(strings.Join(names, "\n")), nil
	}}
}

// compiles is a compiler that finds nothing wrong.
func compiles(context.Context, Function) error { return nil }

func newProject(t *testing.T) string {
	t.Helper()
	module, err := gotool.ModulePath(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return newProjectOf(t, module)
}

// newProjectOf makes a project whose module has a name, with a language that the skeletons do not know.
func newProjectOf(t *testing.T, module string) string {
	t.Helper()
	root := t.TempDir()
	writeProject(t, root, map[string]string{
		"go.mod":                    "module " + module + "\n\ngo 1.26.0\n",
		"functions/routes.json":     oldList,
		"templates/views.go":        "package templates\n\ntype Action struct{}\n\ntype SignOutView struct{}\n\nfunc (SignOutView) Mine() {}\n",
		"docs/reference/routes.md":  "| route | function | who may enter | what it does |\n| `$default` | `notfound` | everybody | 404 |\n| trigger `post_confirmation` | `x` | the user pool | y |\n",
		"pkg/language/texts/en.txt": "Home: Home\nTakenTitle: Taken\n",
		"pkg/language/texts/de.txt": "Home: Start\nTakenTitle: Genommen\n",
		"pkg/language/texts/fr.txt": "Home: Accueil\nTakenTitle: Pris\n",
		"terraform/own_policies.tf": "locals {\n  own_policies = {\n  }\n\n  own_settings = {\n  }\n}\n",
	})
	return root
}

func writeProject(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755),
			os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// modes is a function of every kind, and what its entry and its row in the table of routes are.
var modes = []struct {
	name       string
	request    Request
	entry, row string
}{
	{"page", Request{Name: "audit-log", Route: "GET /audit-log", Auth: "public"},
		`{ "routes": ["GET /audit-log"], "auth": "public" }`, "| `GET /audit-log` | `audit-log` | everybody | Audit log |"},
	{"page that greets", Request{Name: "greeting", Route: "GET /greeting"}, `"auth": "optional"`, "everybody"},
	{"page with parameters", Request{Name: "report", Route: "GET /reports/{id}/{year}", Auth: "user"},
		`{ "routes": ["GET /reports/{id}/{year}"], "auth": "user" }`, "| signed in |"},
	{"page for a group", Request{Name: "audit", Route: "GET /audit", Auth: "group:auditors"},
		`"auth": "group:auditors"`, "| group `auditors` |"},
	{"form", Request{Name: "feedback", Route: "GET /feedback", Form: true},
		`{ "routes": ["GET /feedback", "POST /feedback"], "auth": "user" }`, "| `POST /feedback` | `feedback` | signed in |"},
	{"form for everybody", Request{Name: "contact", Route: "GET /contact", Form: true, Auth: "public"},
		`"auth": "public"`, "everybody"},
	{"form with a table", Request{Name: "wish-list", Route: "GET /wishes/{id}", Form: true, Table: true},
		`"environment": ["WISH_LIST_TABLE"], "policy": "wish-list" }`, "| `POST /wishes/{id}` |"},
	{"API", Request{Name: "status", Route: "GET /api/status", API: true},
		`{ "routes": ["GET /api/status"], "auth": "public", "kind": "api" }`, "| everybody |"},
	{"API with a parameter", Request{Name: "stock", Route: "GET /api/stock/{id}", API: true, Auth: "group:auditors"},
		`"kind": "api"`, "| group `auditors` |"},
	{"API with a table", Request{Name: "notes", Route: "GET /api/notes", API: true, Table: true},
		`"auth": "user", "kind": "api", "environment": ["NOTES_TABLE"], "policy": "notes" }`,
		"| `POST /api/notes` | `notes` | signed in |"},
	{"API with a table and a parameter", Request{Name: "tasks", Route: "GET /api/tasks/{id}", API: true, Table: true,
		Auth: "group:auditors"}, `"policy": "tasks" }`, "| `GET /api/tasks/{id}` |"},
	{"trigger", Request{Name: "greet", Trigger: "post_authentication"}, `{ "trigger": "post_authentication" }`,
		"| trigger `post_authentication` | `greet` | the user pool |"},
	{"trigger of registration", Request{Name: "doorman", Trigger: "post-confirmation"},
		`{ "trigger": "post_confirmation" }`, "| trigger `post_confirmation` | `doorman` |"},
	{"trigger of sign-in", Request{Name: "bouncer", Trigger: "pre_authentication"},
		`{ "trigger": "pre_authentication" }`, "`bouncer`"},
	{"trigger of tokens", Request{Name: "claims", Trigger: "pre_token_generation"},
		`{ "trigger": "pre_token_generation" }`, "`claims`"},
	{"schedule", Request{Name: "digest", Schedule: "cron(0 3 * * ? *)"}, `{ "schedule": "cron(0 3 * * ? *)" }`,
		"| schedule `cron(0 3 * * ? *)` | `digest` | the clock |"},
}

func added(t *testing.T, root string, r Request) (Function, Written) {
	t.Helper()
	f, err := New(site(root), r)
	if err != nil {
		t.Fatal(err)
	}
	made, err := f.Add(t.Context(), compiles)
	if err != nil {
		t.Fatal(err)
	}
	return f, made
}

func TestNewWritesEverythingThatAFunctionIs(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			root := newProject(t)
			f, made := added(t, root, mode.request)
			for _, name := range append(made.Made, made.Changed...) {
				checkFile(t, root, name, f.Module)
			}
			list := read(t, root, "functions/routes.json")
			table, err := routes.Parse([]byte(list))
			if err != nil || !strings.Contains(list, mode.entry) {
				t.Errorf("%v:\n%s", err, list)
			}
			if entry, _ := table.Function(f.Name); f.API != (entry.Kind == access.KindAPI) {
				t.Errorf("got %+v", entry)
			}
			if rows := read(t, root, routesReference); !strings.Contains(rows, mode.row) {
				t.Errorf("%s lacks %s:\n%s", routesReference, mode.row, rows)
			}
			if !strings.Contains(read(t, root, "template.yaml"), f.Name) {
				t.Error("template.yaml lacks it")
			}
			if fr := read(t, root, "pkg/language/texts/fr.txt"); strings.Contains(fr, f.Component+"Title: ") != f.IsPage() {
				t.Errorf("the texts of another language are\n%s", fr)
			}
			if policies := read(t, root, ownPolicies); strings.Contains(policies,
				"aws_dynamodb_table."+f.Resource()+".arn") != f.Table {
				t.Errorf("the policies are\n%s", policies)
			}
		})
	}
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// checkFile: JSON is JSON, and Go is as gofmt leaves it, with the imports of this module in a group of their own.
func checkFile(t *testing.T, root, name, module string) {
	t.Helper()
	content := read(t, root, name)
	switch filepath.Ext(name) {
	case ".go":
		formatted, err := format.Source([]byte(content))
		if err != nil || string(formatted) != content {
			t.Errorf("%s is not formatted (%v):\n%s", name, err, content)
		}
		if at := strings.Index(content, "\t\""+module+"/"); at >= 0 && !strings.HasSuffix(content[:at], "(\n") &&
			!strings.HasSuffix(content[:at], "\n\n") {
			t.Errorf("%s does not keep its imports apart:\n%s", name, content)
		}
	case ".json":
		if !json.Valid([]byte(content)) {
			t.Errorf("%s is not JSON:\n%s", name, content)
		}
	}
}

func TestNewRefusesWhatDoesNotFit(t *testing.T) {
	page := func(name string) Request { return Request{Name: name, Route: "GET /x", Auth: "public"} }
	at := func(route string) Request { return Request{Name: "x", Route: route, Auth: "public"} }
	tests := []struct {
		name    string
		request Request
		want    string
	}{
		{"name that is taken", page("home"), `there is a function "home" already, functions/routes.json:2`},
		{"route that is taken", at("GET /"), "belongs to"},
		{"name that is none", page("Reports"), "lower-case"},
		{"name that leaves the folder", page("../x"), "lower-case"},
		{"access right that is none", Request{Name: "x", Route: "GET /x", Auth: "everybody"}, "access right"},
		{"route without a method", at("/x"), `as in "GET /reports" or "GET /reports/{id}"`},
		{"form by its POST", at("POST /x"), "--form and --api --table bring POST along"},
		{"rest of a path", at("GET /x/{rest+}"), "by hand"},
		{"parameter without an end", at("GET /x/{id"), "as in {id}"},
		{"parameter that is no name", at("GET /x/{2}"), "lower-case letters"},
		{"parameter twice", at("GET /x/{id}/{id}"), "choose another"},
		{"parameter that the page has", at("GET /x/{text}"), "choose another"},
		{"no name", page("-"), "needs a name"},
		{"no route", Request{Name: "x"}, `"GET /reports", or --trigger or --schedule`},
		{"two kinds", Request{Name: "x", Route: "GET /x", API: true, Form: true}, "--api and --form: choose one"},
		{"table of a page", Request{Name: "x", Route: "GET /x", Table: true}, "add --form or --api"},
		{"table of everybody", Request{Name: "x", Route: "GET /x", Form: true, Table: true, Auth: "public"},
			"want user or group:<name>"},
		{"trigger with a route", Request{Name: "x", Route: "GET /x", Trigger: "post_authentication"}, "leave out the route"},
		{"trigger that is none", Request{Name: "x", Trigger: "post_sign_up"},
			"want one of post_authentication, post_confirmation"},
		{"trigger that is served", Request{Name: "x", Trigger: "pre-sign-up"}, "functions/mine serves pre_sign_up already"},
		{"schedule that is none", Request{Name: "x", Schedule: "daily"}, `want "rate(5 minutes)"`},
		{"name of a device of Windows", page("con"), "Go does not build a folder of this name"},
		{"another name of a device", page("com1"), "Go does not build a folder of this name"},
		{"folder that Go passes over", page("testdata"), "is special to Go"},
		{"folder of others' modules", page("vendor"), "is special to Go"},
		{"folder that only its neighbours may import", page("internal"), "is special to Go"},
		{"name that is too long for Lambda", page(strings.Repeat("a", 40)), "Lambda takes 39"},
		{"component that is a type", page("action"), "choose another name"},
		{"component whose view is a type", page("sign-out"), "templates/views.go"},
		{"texts that are there", page("taken"), "a text TakenTitle already"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newProject(t)
			before := snapshot(t, root)
			f, err := New(site(root), test.request)
			if err == nil {
				_, err = f.Add(t.Context(), compiles)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
			if after := snapshot(t, root); !equal(before, after) {
				t.Errorf("before %v\nafter  %v", before, after)
			}
		})
	}
}

// TestValuesOfFlagsAreRefusedByThemselves: the list has no line yet that could be named.
func TestValuesOfFlagsAreRefusedByThemselves(t *testing.T) {
	for _, wrong := range []Request{{Name: "x", Schedule: "every day"}, {Name: "x", Route: "GET /x", Auth: "grup:staff"}} {
		if _, err := New(site(newProject(t)), wrong); err == nil || strings.Contains(err.Error(), "routes.json") {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestNewGoesByTheNamesOfPagesForPagesOnly(t *testing.T) {
	added(t, newProject(t), Request{Name: "action", Route: "GET /x", API: true}) // an API has no component
	added(t, newProject(t), Request{Name: "mine-too", Route: "GET /x"})          // and a method takes no name
}

func TestTwoTablesStandBesideEachOther(t *testing.T) {
	root := newProject(t)
	added(t, root, Request{Name: "notes", Route: "GET /notes", Form: true, Table: true})
	added(t, root, Request{Name: "wishes", Route: "GET /wishes", Form: true, Table: true})
	want := "  own_settings = {\n    WISHES_TABLE = aws_dynamodb_table.wishes.name\n\n    NOTES_TABLE = aws_dynamodb_table.notes.name\n  }\n"
	if policies := read(t, root, ownPolicies); !strings.Contains(policies, want) ||
		strings.Count(policies, "dynamodb:Query") != 2 {
		t.Errorf("the policies are\n%s", policies)
	}
}

func TestNewImportsTheModuleAsItIsNamed(t *testing.T) {
	root := newProjectOf(t, "example.com/made/of/it")
	_, made := added(t, root, Request{Name: "reports", Route: "GET /reports", Form: true, Table: true})
	imports := 0
	for _, name := range made.Made {
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
	writeProject(t, root, map[string]string{"functions/reports/main.go": "mine"})
	f, err := New(site(root), Request{Name: "reports", Route: "GET /reports"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), compiles); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("got %v", err)
	}
	if list := read(t, root, "functions/routes.json"); list != oldList {
		t.Errorf("the list was changed:\n%s", list)
	}
}

// TestOwnTableIsAsItIsWritten: the Go and the Terraform that docs/howto/own-table.md shows is what its command writes.
func TestOwnTableIsAsItIsWritten(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "howto", "own-table.md"))
	if os.IsNotExist(err) {
		t.Skip("this site does not keep docs/howto/own-table.md")
	}
	if err != nil {
		t.Fatal(err)
	}
	root := newProject(t)
	_, made := added(t, root, Request{Name: "notes", Route: "GET /api/notes", API: true, Table: true})
	written := ""
	for _, name := range slices.Concat(made.Made, made.Changed) {
		written += read(t, root, name)
	}
	shown := 0
	for n, block := range strings.Split(string(page), "\n```") {
		language, code, _ := strings.Cut(block, "\n")
		if n%2 == 0 || language != "go" && language != "hcl" && language != "json" {
			continue
		}
		shown++
		if !strings.Contains(strings.Join(strings.Fields(written), " "), strings.Join(strings.Fields(code), " ")) {
			t.Errorf("it shows what ./build.sh new does not write:\n%s", code)
		}
	}
	if shown < 6 {
		t.Errorf("found %d pieces of code: does this test still see them?", shown)
	}
}
