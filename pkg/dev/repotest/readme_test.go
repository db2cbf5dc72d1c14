package repotest

import (
	"os"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/routes"
)

// TestReadmeShowsEveryRoute_N18 holds the README's table to the one list: a row a route, with its function and who may
// enter. A site that puts a README of its own in the place of this one need not have the table.
func TestReadmeShowsEveryRoute_N18(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if own := !strings.HasPrefix(string(readme), "# cognitossr\n"); own && !strings.Contains(string(readme), "\n| `$default` |") {
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
	entry := map[access.Right]string{access.Public: "| everybody |", access.Optional: "| everybody |", access.User: "| signed in", "group:admin": "| group `admin` |", "": "| the user pool |"}
	for _, function := range table.Functions {
		for _, key := range append(function.Routes, triggersOf(function)...) {
			if row := rows[key]; !strings.Contains(row, "`"+function.Name+"`") || !strings.Contains(row, entry[function.Auth]) {
				t.Errorf("the README's table of routes has %q for %s: it should name the function `%s`, and who may enter (%s)", row, key, function.Name, function.Auth)
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
