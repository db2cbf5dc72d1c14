package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/routes"
)

// TestInvokeSaysWhatDoesNotCompile holds the answer to the compiler's words: an event with tokens visits the site,
// whose page about it is HTML.
func TestInvokeSaysWhatDoesNotCompile(t *testing.T) {
	repository, _ := project(t)
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, root, name, string(content))
	}
	write(t, root, "functions/routes.json", `{"login": {"routes": ["GET /auth/login"], "auth": "public"}}`)
	write(t, root, "functions/login/main.go", "package main\n\nfunc main() { nothing() }\n")
	table, err := routes.Load(filepath.Join(root, "functions", "routes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	i := invocation{root: root, table: table, name: "login", event: []byte(`{"cookies": ["id={{id_token}}"]}`),
		out: &out, log: &out}
	err = i.run(t.Context(), false, false)
	if err == nil || !strings.Contains(err.Error(), "undefined: nothing") || strings.Contains(err.Error(), "<html") {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
