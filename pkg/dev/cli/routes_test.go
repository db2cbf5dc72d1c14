package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/routes"
)

func TestRoutesComparesTheListWithTheFolders(t *testing.T) {
	tests := []struct {
		name, list string
		folders    []string
		want       string
	}{
		{"as it should be", `"home": {"routes": ["GET /"], "auth": "public"}`, []string{"home"}, ""},
		{"no folder", `"home": {"routes": ["GET /"], "auth": "public"}`, nil,
			`functions/routes.json:1: function "home": there is no functions/home/main.go: write it`},
		{"folder of nearly that name", `"hoem": {"routes": ["GET /"], "auth": "public"}`, []string{"home"},
			`there is no functions/hoem/main.go: did you mean "home"?`},
		{"folder that is not listed", ``, []string{"home"}, "functions/home/main.go has no entry in functions/routes.json"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			for _, folder := range test.folders {
				dir := filepath.Join(root, "functions", folder)
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			table, err := routes.Parse([]byte("{" + test.list + "}"))
			if err != nil {
				t.Fatal(err)
			}
			err = checkFolders(root, table)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestOwnRoutesHaveTheirFolders(t *testing.T) {
	root, table := project(t)
	if err := errors.Join(checkFolders(root, table), checkPolicies(root, table)); err != nil {
		t.Error(err)
	}
}

func TestRoutesComparesThePoliciesWithTerraform(t *testing.T) {
	const policies = "locals {\n  # \"commented\" = [\n  own_policies = {\n    \"read-reports\" = [\n      { actions = [\"dynamodb:GetItem\"], resources = [\"*\"] },\n    ]\n  }\n}\n"
	tests := []struct{ name, policy, file, want string }{
		{"known", "read-reports", policies, ""},
		{"mistyped", "read-reprots", policies, `functions/routes.json:1: function "x": terraform/own_policies.tf has no policy "read-reprots": did you mean "read-reports"?`},
		{"unknown", "write-files", policies, `no policy "write-files": add it there`},
		{"word of the file that is no policy", "actions", policies, `no policy "actions"`},
		{"commented", "commented", policies, `no policy "commented"`},
		{"none in the file", "read-reports", "locals {\n  own_policies = {\n  }\n}\n",
			`no policy "read-reports": add it there`},
		{"no file", "read-reports", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			if test.file != "" {
				if err := os.Mkdir(filepath.Join(root, "terraform"), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(root, "terraform", "own_policies.tf"), []byte(test.file),
					0o600); err != nil {
					t.Fatal(err)
				}
			}
			table, err := routes.Parse([]byte(`{"x": {"routes": ["GET /x"], "auth": "user", "policy": "` +
				test.policy + `"}}`))
			if err != nil {
				t.Fatal(err)
			}
			err = checkPolicies(root, table)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
