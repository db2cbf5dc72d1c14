package repotest

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/routes"
)

// ownReadme tells the project's README, whatever the title is that `./build.sh init` gave it, from one that a site has
// written for itself.
func ownReadme(readme []byte) bool { return bytes.Contains(readme, []byte("(docs/REQUIREMENTS.md)")) }

// TestReadmeShowsEveryRoute_N18 compares the README's table with the list: one row per route, with its function and
// access right. A site with its own README need not have the table.
func TestReadmeShowsEveryRoute_N18(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !ownReadme(readme) && !strings.Contains(string(readme), "\n| `$default` |") {
		return
	}
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // what is in the first column, up to a '?' -> the row
	for line := range strings.Lines(string(readme)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			key, _, _ := strings.Cut(strings.Trim(cells[1], " `"), "?")
			rows[strings.TrimPrefix(key, "trigger `")] = line
		}
	}
	entry := map[access.Right]string{
		access.Public: "| everybody |", access.Optional: "| everybody |", access.User: "| signed in",
		"group:admin": "| group `admin` |", "": "| the user pool |",
	}
	for _, function := range table.Functions {
		for _, key := range append(function.Routes, triggersOf(function)...) {
			if row := rows[key]; !strings.Contains(row, "`"+function.Name+"`") || !strings.Contains(row, entry[function.Auth]) {
				t.Errorf("the README's table of routes has %q for %s: it must name the function `%s` and who may enter (%s)",
					row, key, function.Name, function.Auth)
			}
		}
	}
}

// TestReadmeShowsEveryPackage: newcomers learn from the README's layout what there is.
func TestReadmeShowsEveryPackage(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !ownReadme(readme) {
		return
	}
	_, layout, _ := strings.Cut(string(readme), "\npkg/ ")
	library, workshop, found := strings.Cut(layout, "\npkg/dev/ ")
	workshop, _, _ = strings.Cut(workshop, "```")
	if !found {
		t.Fatal("the README has no layout with pkg/ and pkg/dev/")
	}
	for folder, text := range map[string]string{"../../": library, "../": workshop} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if name := entry.Name(); entry.IsDir() && name != "dev" && !strings.Contains(text, "  "+name+" ") {
				t.Errorf("the layout in README.md does not show the package %s: add it, with what it is for", name)
			}
		}
	}
}

func triggersOf(function routes.Function) []string {
	if function.Trigger == "" {
		return nil
	}
	return []string{function.Trigger}
}
