package repotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/dev/testtools"
	"cognitossr/pkg/routes"
)

// module is the name of the module, which a site may have changed.
var module = sync.OnceValue(func() string {
	path, err := gotool.ModulePath("../../..")
	if err != nil {
		panic(err) // no test of this package means anything without it
	}
	return path
})

// goPackage is what "go list" reports about a package.
type goPackage struct {
	ImportPath, Name, Dir string
	Imports, Deps         []string

	TestImports, XTestImports []string
}

// allPackages runs the go command once and returns all packages of the module.
var allPackages = sync.OnceValues(func() ([]goPackage, error) {
	command := exec.Command("go", "list", "-json=ImportPath,Name,Dir,Imports,Deps,TestImports,XTestImports", "./...")
	command.Dir = "../../.."
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the packages: %w", err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the list of packages: %w", err)
		}
		all = append(all, p)
	}
})

func listed(t *testing.T) []goPackage {
	t.Helper()
	testtools.Require(t, "go", "https://go.dev/dl")
	all, err := allPackages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// within reports whether a package is one of these or below it. Paths are relative to the module's root.
func within(importPath string, roots ...string) bool {
	for _, root := range roots {
		if !strings.Contains(root, ".") {
			root = module() + "/" + root
		}
		if importPath == root || strings.HasPrefix(importPath, root+"/") {
			return true
		}
	}
	return false
}

func table(t *testing.T) routes.Table {
	t.Helper()
	parsed, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// functionOf is the entry of the list that a package belongs to.
func functionOf(t *testing.T, p goPackage) (routes.Function, bool) {
	name, found := strings.CutPrefix(p.ImportPath, module()+"/functions/")
	if !found {
		return routes.Function{}, false
	}
	function, known := table(t).Function(name)
	if !known {
		t.Errorf("%s is a folder below functions/, and not in routes.json", name)
	}
	return function, known
}

func TestFoldersAreTheList(t *testing.T) {
	var listed, folders []string
	for _, function := range table(t).Functions {
		listed = append(listed, function.Name)
	}
	found, err := filepath.Glob("../../../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		folders = append(folders, filepath.Base(filepath.Dir(path)))
	}
	slices.Sort(folders)
	if !slices.Equal(folders, listed) {
		t.Errorf("folders with a main.go: %v; entries of routes.json: %v", folders, listed)
	}
}

const awsSDK = "github.com/aws/aws-sdk-go-v2"

// TestWhatFunctionsLink: what no function, or no function of a kind, may link. A program without the stand-ins has no
// switch to them: the local one is the same program with other URLs.
func TestWhatFunctionsLink_SEC115_SEC126_R64(t *testing.T) {
	rules := []struct {
		reason  string
		applies func(f routes.Function) bool
		banned  []string
	}{
		{
			"nothing that is deployed holds what was made for tests or for one's own machine",
			func(routes.Function) bool { return true },
			[]string{"pkg/dev", "pkg/auth/authtest", "pkg/web/webtest", "pkg/revocation/revocationtest", "testing",
				"net/http/httptest"},
		},
		{
			"the SDK's search for credentials is four services more, and 0.6 MB in each zip",
			func(routes.Function) bool { return true },
			[]string{awsSDK + "/config", awsSDK + "/credentials"},
		},
		{
			"what no visitor reaches knows nothing of cookies and pages",
			func(f routes.Function) bool { return !f.HasRoutes() },
			[]string{"pkg/web", "pkg/session", "templates"},
		},
	}
	checked := 0
	for _, p := range listed(t) {
		f, isFunction := functionOf(t, p)
		if !isFunction {
			continue
		}
		checked++
		for _, rule := range rules {
			if !rule.applies(f) {
				continue
			}
			for _, dependency := range p.Deps {
				if within(dependency, rule.banned...) || slices.Contains(rule.banned, dependency) {
					t.Errorf("function %s links %s: %s", f.Name, dependency, rule.reason)
				}
			}
		}
	}
	if checked != len(table(t).Functions) {
		t.Errorf("checked %d functions, and %d are in the list", checked, len(table(t).Functions))
	}
}

// TestRightsAreWhatIsLinked: a page that cannot call AWS cannot be made to, and starts faster. The SDK, which is half a
// megabyte and more, is linked by those that manage users and by those with a policy of one's own.
func TestRightsAreWhatIsLinked_SEC115(t *testing.T) {
	for _, p := range listed(t) {
		f, isFunction := functionOf(t, p)
		if !isFunction {
			continue
		}
		ofUsers := slices.Contains(f.Calls, "ListUsers")
		for path, want := range map[string]bool{
			awsSDK: ofUsers,
			awsSDK + "/service/cognitoidentityprovider": ofUsers,
			awsSDK + "/service/ssm":                     false,
			"pkg/secret":                                f.Secret || f.Client != "",
			"pkg/useradmin":                             ofUsers,
		} {
			if f.Policy != "" && within(path, awsSDK) {
				continue // a policy of one's own may be about any service, and pkg/awsjson knows some; the test of the policies compares the calls
			}
			got := slices.ContainsFunc(p.Deps, func(dependency string) bool { return within(dependency, path) })
			if got != want {
				t.Errorf("function %s links %s: %v, want %v", f.Name, path, got, want)
			}
		}
	}
}

// Budgets of the packages that a function links, the standard library's included: each is initialized at every start.
const (
	triggerPackages = 220
	pagePackages    = 265
	sdkPackages     = 325 // of those that manage users
)

// TestFunctionsLinkFewPackages: what one import brings along is seen before it is in every start. A function with a
// policy of one's own may link what its service needs.
func TestFunctionsLinkFewPackages_N20(t *testing.T) {
	for _, p := range listed(t) {
		f, isFunction := functionOf(t, p)
		if !isFunction || f.Policy != "" {
			continue
		}
		budget := pagePackages
		switch {
		case f.Kind == access.KindTrigger:
			budget = triggerPackages
		case slices.Contains(f.Calls, "ListUsers"):
			budget = sdkPackages
		}
		if len(p.Deps) > budget {
			t.Errorf("function %s links %d packages, the budget is %d", f.Name, len(p.Deps), budget)
		}
	}
}

// callingAWS are the packages of the functions that have a policy of their own: pkg/awsjson may not know their service.
func callingAWS(t *testing.T) (packages []string) {
	for _, function := range table(t).Functions {
		if function.Policy != "" {
			packages = append(packages, "functions/"+function.Name)
		}
	}
	return packages
}

// triggers are the packages of the functions that the user pool calls.
func triggers(t *testing.T) (packages []string) {
	for _, function := range table(t).Functions {
		if function.Trigger != "" {
			packages = append(packages, "functions/"+function.Name)
		}
	}
	return packages
}

// TestWhoImportsWhom enforces the layout: only the packages listed here may import a package.
func TestWhoImportsWhom(t *testing.T) {
	rules := []struct {
		reason string
		what   string
		by     []string
	}{
		{
			"the AWS SDK is behind one package for each purpose",
			awsSDK,
			append(callingAWS(t),
				"pkg/useradmin", "pkg/awsclient", "pkg/dev/cli", "pkg/dev/doctor",
				"pkg/dev/auditlog", "pkg/dev/deployment", "pkg/dev/managedlogin", "pkg/dev/pooladmin",
				"pkg/dev/rotation", "pkg/dev/local/contract",
			),
		},
		{
			"tests alone make keys and tokens of their own",
			"pkg/auth/authtest",
			[]string{"pkg/web/webtest", "pkg/dev/local", "pkg/dev/bench"},
		},
		{"tests alone call functions in this way", "pkg/web/webtest", nil},
		{"tests alone have a table in memory", "pkg/revocation/revocationtest", []string{"pkg/web/webtest"}},
		{"moving to another library changes one package", "github.com/lestrrat-go/jwx", []string{"pkg/auth"}},
		{
			"the runtime of Lambda is behind one adapter",
			"github.com/aws/aws-lambda-go",
			append(triggers(t), "pkg/lambda", "pkg/web/webtest"),
		},
		{"the stand-ins are for the tool alone", "pkg/dev/local", []string{"pkg/dev/cli", "pkg/dev/local"}},
		{
			"one call for many callers is for what is fetched",
			"pkg/singleflight",
			[]string{"pkg/auth", "pkg/secret", "pkg/revocation"},
		},
		{"the values of a JSON text are its reader's business", "pkg/jsonscan",
			[]string{"pkg/auth", "pkg/lambda", "pkg/awsjson", "pkg/revocation", "pkg/web"}},
		{"a call of AWS is an action of one purpose", "pkg/awsjson",
			[]string{"pkg/secret", "pkg/revocation", "pkg/dev/cli", "pkg/dev/doctor", "functions"}},
		{"the tool is a program, not a library", "pkg/dev/cli", nil},
	}
	for _, p := range listed(t) {
		for _, imported := range p.Imports {
			if within(imported, "functions") && imported != module()+"/functions" {
				t.Errorf("%s imports %s: functions are programs; what two of them need belongs into a package",
					p.ImportPath, imported)
			}
			for _, rule := range rules {
				if within(imported, rule.what) && !within(p.ImportPath, rule.by...) {
					t.Errorf("%s imports %s: %s", p.ImportPath, imported, rule.reason)
				}
			}
		}
	}
}

// TestWhatDoesNotMix: packages that must not depend on others, not even indirectly.
func TestWhatDoesNotMix(t *testing.T) {
	rules := []struct {
		reason string
		who    string
		banned []string
	}{
		{
			"a stand-in that shares its client's code shares its mistakes",
			"pkg/dev/local",
			[]string{"pkg/session", "pkg/cognito", "pkg/web", "pkg/auth", "pkg/authflow", "pkg/lambda"},
		},
		{
			"the verifier knows no site",
			"pkg/auth",
			[]string{"pkg/web", "pkg/session", "pkg/cognito", "pkg/config", "templates"},
		},
		{
			"cookies are kept, not understood",
			"pkg/session",
			[]string{"pkg/auth", "pkg/cognito", "pkg/web", "pkg/config"},
		},
		{
			"the adapter knows no site",
			"pkg/lambda",
			[]string{"pkg/web", "pkg/session", "pkg/auth", "pkg/config", "templates"},
		},
		{
			"pages are given what they show",
			"templates",
			[]string{"pkg/web", "pkg/session", "pkg/auth", "pkg/config", "pkg/cognito"},
		},
		{
			"pages only verify: nothing that all of them share calls Cognito or links the SDK",
			"pkg/web",
			[]string{"pkg/cognito", "pkg/secret", "pkg/useradmin", "pkg/authflow", awsSDK},
		},
		{
			"what is said to the user pool's domain has nothing to do with who visits",
			"pkg/cognito",
			[]string{"pkg/web", "pkg/session", "pkg/auth"},
		},
	}
	for _, rule := range rules {
		seen := false
		for _, p := range listed(t) {
			testSupport := within(p.ImportPath, "pkg/web/webtest", "pkg/auth/authtest", "pkg/dev/local/contract")
			if !within(p.ImportPath, rule.who) || testSupport {
				continue
			}
			seen = true
			for _, dependency := range p.Deps {
				if within(dependency, rule.banned...) {
					t.Errorf("%s depends on %s: %s", p.ImportPath, dependency, rule.reason)
				}
			}
		}
		if !seen {
			t.Errorf("there is no package %s: %s", rule.who, rule.reason)
		}
	}
}

// TestLibraryKnowsNoSite: a site is functions, templates and terraform; the library can be used, and fixed, without it.
func TestLibraryKnowsNoSite(t *testing.T) {
	checked := 0
	for _, p := range listed(t) {
		if !within(p.ImportPath, "pkg") || within(p.ImportPath, "pkg/dev") {
			continue
		}
		checked++
		for _, imported := range slices.Concat(p.Deps, p.TestImports, p.XTestImports) {
			if within(imported, "templates") {
				t.Errorf("%s depends on %s: the library must not know the pages of a site", p.ImportPath, imported)
			}
		}
	}
	if checked < 10 {
		t.Errorf("found only %d packages of the library", checked)
	}
}

// TestFunctionsCompileNoPattern: a pattern costs up to a millisecond at the start of every function that links it, used
// or not. A loop says the same, and a fuzz test compares the two.
func TestFunctionsCompileNoPattern_N20(t *testing.T) {
	linked := map[string]bool{}
	for _, p := range listed(t) {
		if _, isFunction := functionOf(t, p); isFunction {
			linked[p.ImportPath] = true
			for _, dependency := range p.Deps {
				linked[dependency] = true
			}
		}
	}
	for _, p := range listed(t) {
		if linked[p.ImportPath] && slices.Contains(p.Imports, "regexp") {
			t.Errorf("%s is linked by a function and imports regexp: check the text by a loop, "+
				"as in pkg/authflow/parameters.go", p.ImportPath)
		}
	}
}

// TestKindOfEveryFunction: a function is started as the kind in its entry; otherwise an API would answer with pages.
func TestKindOfEveryFunction(t *testing.T) {
	for _, function := range table(t).Functions {
		source, err := os.ReadFile(filepath.Join("../../../functions", function.Name, "main.go"))
		if err != nil {
			t.Error(err)
			continue
		}
		isAPI := strings.Contains(string(source), "web.RunAPI(")
		isPage := strings.Contains(string(source), "web.Run(templates.")
		wantAPI := function.Kind == access.KindAPI
		wantPage := function.Kind == access.KindPage || function.Kind == access.KindAsset
		if isAPI != wantAPI || isPage != wantPage {
			t.Errorf("function %s has kind %q, and does not start as one", function.Name, function.Kind)
		}
	}
}
