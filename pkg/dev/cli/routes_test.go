package main

import (
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
		{"no folder", `"home": {"routes": ["GET /"], "auth": "public"}`, nil, `functions/routes.json:1: function "home": there is no functions/home/main.go: write it`},
		{"folder of nearly that name", `"hoem": {"routes": ["GET /"], "auth": "public"}`, []string{"home"}, `there is no functions/hoem/main.go: did you mean "home"?`},
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
	if err := checkFolders(root, table); err != nil {
		t.Error(err)
	}
}
