package functions_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/routes"
)

// packages lists packages with what they import, directly and through others.
func packages(t *testing.T, format, patterns string) map[string][]string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}} {{join "+format+` " "}}`, patterns)
	command.Dir = ".."
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	list := map[string][]string{}
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		list[fields[0]] = fields[1:]
	}
	return list
}

func reaches(imports []string, prefix string) bool {
	return slices.ContainsFunc(imports, func(path string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") })
}

// A page that cannot call AWS cannot be made to, and starts faster.
func TestOnlyFunctionsWithRightsLinkTheSDK(t *testing.T) {
	const sdk = "github.com/aws/aws-sdk-go-v2"
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	list := packages(t, ".Deps", "./functions/...")
	for _, function := range table.Functions {
		t.Run(function.Name, func(t *testing.T) {
			imports, found := list["cognitossr/functions/"+function.Name]
			if !found {
				t.Fatal("it has no code")
			}
			for path, want := range map[string]bool{
				sdk:                                      function.Policy != "" || function.Secret,
				sdk + "/service/ssm":                     function.Secret,
				"cognitossr/pkg/secret":                  function.Secret,
				"cognitossr/pkg/useradmin":               function.Policy == "user-admin",
				sdk + "/service/cognitoidentityprovider": function.Policy != "",
				// The SDK's search for credentials: four more services, and 0.6 MB in each zip.
				sdk + "/config":                false,
				sdk + "/credentials":           false,
				"cognitossr/pkg/cli":           false,
				"cognitossr/pkg/local":         false,
				"cognitossr/pkg/deployment":    false,
				"cognitossr/pkg/doctor":        false,
				"cognitossr/pkg/auth/authtest": false,
			} {
				if got := reaches(imports, path); got != want {
					t.Errorf("links %s: %v, want %v", path, got, want)
				}
			}
		})
	}
}

// Packages that only some may import.
func TestWhoMayImportWhat(t *testing.T) {
	allowed := map[string][]string{
		"github.com/aws/aws-lambda-go":  {"cognitossr/pkg/httplambda", "cognitossr/pkg/trigger", "cognitossr/functions/post-confirmation", "cognitossr/pkg/web/webtest"},
		"github.com/lestrrat-go/jwx/v2": {"cognitossr/pkg/auth"},
		"cognitossr/pkg/local":          {"cognitossr/pkg/cli", "cognitossr/pkg/local"},
		"cognitossr/pkg/cli":            nil,
	}
	for importer, imports := range packages(t, ".Imports", "./...") {
		if strings.HasPrefix(importer, "cognitossr/pkg/bench") {
			continue // measures the others
		}
		for path, importers := range allowed {
			if reaches(imports, path) && !slices.ContainsFunc(importers, func(prefix string) bool { return reaches([]string{importer}, prefix) }) {
				t.Errorf("%s imports %s", importer, path)
			}
		}
		if strings.HasPrefix(importer, "cognitossr/pkg/local") {
			for _, shared := range []string{"cognitossr/pkg/session", "cognitossr/pkg/cognito", "cognitossr/pkg/web"} {
				if reaches(imports, shared) {
					t.Errorf("%s shares %s with the site that it is to test", importer, shared)
				}
			}
		}
		for _, path := range imports {
			if strings.HasPrefix(path, "cognitossr/functions/") {
				t.Errorf("%s imports %s", importer, path)
			}
		}
	}
}
