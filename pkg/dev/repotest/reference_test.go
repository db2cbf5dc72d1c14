package repotest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/config"
	"cognitossr/pkg/routes"
)

// ownReadme tells the project's README, whatever the title is that `./build.sh init` gave it, from one that a site has
// written for itself.
func ownReadme(readme []byte) bool { return bytes.Contains(readme, []byte("(docs/REQUIREMENTS.md)")) }

// reference returns a document of docs/reference. A site with its own README need not have it.
func reference(t *testing.T, name string) string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("../../../docs/reference", name))
	if os.IsNotExist(err) && !ownReadme(readme) {
		t.Skipf("this site does not keep docs/reference/%s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReferenceShowsEveryRoute_N18 compares the table with the list: one row per route, with its function and access
// right.
func TestReferenceShowsEveryRoute_N18(t *testing.T) {
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // what is in the first column, up to a '?' -> the row
	for line := range strings.Lines(reference(t, "routes.md")) {
		if cells := strings.Split(line, "|"); len(cells) > 3 {
			key, scheduled := strings.CutPrefix(strings.Trim(cells[1], " `"), "schedule `")
			if !scheduled {
				key, _, _ = strings.Cut(key, "?")
			}
			rows[strings.TrimPrefix(key, "trigger `")] = line
		}
	}
	entry := map[access.Right]string{
		access.Public: "| everybody |", access.Optional: "| everybody |", access.User: "| signed in",
		"group:admin": "| group `admin` |", "": "| the user pool |",
	}
	for _, function := range table.Functions {
		for _, key := range slices.Concat(function.Routes, callersOf(function)) {
			who := entry[function.Auth]
			if function.Schedule != "" {
				who = "| the clock |"
			}
			if row := rows[key]; !strings.Contains(row, "`"+function.Name+"`") || !strings.Contains(row, who) {
				t.Errorf("docs/reference/routes.md has %q for %s: the row must name the function `%s` and who may enter (%s)",
					row, key, function.Name, who)
			}
		}
	}
}

// callersOf is what calls a function without routes.
func callersOf(function routes.Function) []string {
	return slices.DeleteFunc([]string{function.Trigger, function.Schedule}, func(caller string) bool { return caller == "" })
}

// TestReferenceShowsEveryPackage: newcomers learn from the layout what there is.
func TestReferenceShowsEveryPackage(t *testing.T) {
	_, layout, _ := strings.Cut(reference(t, "layout.md"), "\npkg/ ")
	library, workshop, found := strings.Cut(layout, "\npkg/dev/ ")
	workshop, _, _ = strings.Cut(workshop, "```")
	if !found {
		t.Fatal("docs/reference/layout.md does not show pkg/ and pkg/dev/")
	}
	for folder, text := range map[string]string{"../../": library, "../": workshop} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if name := entry.Name(); entry.IsDir() && name != "dev" && !strings.Contains(text, "  "+name+" ") {
				t.Errorf("docs/reference/layout.md does not show the package %s: add it, with what it is for", name)
			}
		}
	}
}

// TestReferenceShowsEverySetting asks the configuration which variables it reads.
func TestReferenceShowsEverySetting(t *testing.T) {
	text, read := reference(t, "configuration.md"), 0
	for _, account := range []string{"", "abcdefghijklmnopqrstuvwxyz"} {
		_, _ = config.Load(func(name string) string {
			read++
			own := strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "LAMBDA_") // which Lambda and SAM set
			if !own && !strings.Contains(text, "`"+name+"`") {
				t.Errorf("docs/reference/configuration.md does not explain %s", name)
			}
			if name == "COGNITO_ACCOUNT_CLIENT_ID" {
				return account
			}
			return ""
		})
	}
	if read < 30 {
		t.Errorf("the configuration reads %d variables: does this test still see them?", read)
	}
}

// TestReadmeFitsOnAScreen: whoever finds the project learns from it what it is, how to start it, and where to read on.
func TestReadmeFitsOnAScreen(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !ownReadme(readme) {
		t.Skip("a site has a README of its own")
	}
	if lines := bytes.Count(readme, []byte("\n")); lines > 80 {
		t.Errorf("the README has %d lines: tables and details belong into docs/reference", lines)
	}
	for _, said := range []string{"./build.sh dev", "./build.sh test", "never been run on real AWS", "(docs/README.md)",
		"![", "cost"} {
		if !bytes.Contains(readme, []byte(said)) {
			t.Errorf("the README no longer says %q", said)
		}
	}
}
