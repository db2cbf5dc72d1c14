package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/routes"

	"github.com/spf13/cobra"
)

func newNewCommand() *cobra.Command {
	var auth string
	var api bool
	command := &cobra.Command{
		Use:   `new NAME "GET /path"`,
		Short: "Add a function: its program, test, template, event, and its entry in functions/routes.json",
		Example: "  ./build.sh new reports \"GET /reports\" --auth user\n" +
			"  ./build.sh new audit \"GET /admin/audit\" --auth group:admin\n" +
			"  ./build.sh new status \"GET /api/status\" --api",
		Args: cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			n, err := newFunction(root, args[0], args[1], auth, api)
			if err != nil {
				return err
			}
			made, err := n.write()
			if err != nil {
				return err
			}
			if err := n.build(command); err != nil {
				return err
			}
			n.announce(command.OutOrStdout(), made)
			return nil
		},
	}
	command.Flags().StringVar(&auth, "auth", "", `who may enter: "public", "optional" (everybody; it knows who is signed in), "user" or "group:<name>" `+
		`(default "optional" for a page, "public" with --api)`)
	command.Flags().BoolVar(&api, "api", false, "answer with JSON instead of a page")
	return command
}

//go:embed skeleton
var skeleton embed.FS

var skeletons = template.Must(template.ParseFS(skeleton, "skeleton/*.tmpl"))

// function is one that is to be added.
type function struct {
	root                       string
	Module                     string // of go.mod
	Name, Route, Path, Auth    string
	Component, Variable, Title string // as in AuditLog, auditLog, Audit log
	API                        bool
}

// newFunction checks what was asked for. The list of functions itself says whether the entry fits into it.
func newFunction(root, name, route, auth string, api bool) (function, error) {
	method, path, _ := strings.Cut(route, " ")
	if method != "GET" || strings.Contains(path, "{") {
		return function{}, fmt.Errorf(`route %q: a new function begins with one plain route, as in "GET /reports"; add others to functions/routes.json later`, route)
	}
	component := pascalCase(name)
	if component == "" {
		return function{}, errors.New("a function needs a name, as in reports")
	}
	switch {
	case auth == "" && api:
		auth = string(access.Public)
	case auth == "":
		auth = string(access.Optional)
	}
	module, err := gotool.ModulePath(root)
	if err != nil {
		return function{}, err
	}
	title := strings.ReplaceAll(name, "-", " ")
	return function{
		root: root, Module: module, Name: name, Route: route, Path: path, Auth: auth, API: api,
		Component: component, Variable: "show" + component, Title: strings.ToUpper(title[:1]) + title[1:],
	}, nil
}

// Template is the path of the page's template, named as Go files are: with underscores.
func (f function) Template() string {
	return "templates/" + strings.ReplaceAll(f.Name, "-", "_") + ".templ"
}

// GroupArgument is the group that a visitor of the test is in.
func (f function) GroupArgument() string {
	if group := access.Right(f.Auth).Group(); group != "" {
		return fmt.Sprintf("%q", group)
	}
	return ""
}

// Private reports whether only signed-in visitors may enter.
func (f function) Private() bool { return access.Right(f.Auth).Private() }

// IDToken is the event's placeholder for a visitor who may enter.
func (f function) IDToken() string { return "{{" + f.samplePrefix() + "id_token}}" }

// AccessToken is the event's placeholder for a visitor who may enter.
func (f function) AccessToken() string { return "{{" + f.samplePrefix() + "access_token}}" }

func (f function) samplePrefix() string {
	if access.Right(f.Auth).Group() != "" {
		return "admin_"
	}
	return ""
}

// write makes the files, or none where one of them is there already or the list refuses the entry.
func (f function) write() (made []string, err error) {
	list, err := f.entry()
	if err != nil {
		return nil, err
	}
	if err := f.checkComponent(); err != nil {
		return nil, err
	}
	files := map[string]string{"main.go": "main.go.tmpl", "main_test.go": "main_test.go.tmpl"}
	contents := map[string][]byte{}
	for name, source := range files {
		kind := "page_"
		if f.API {
			kind = "api_"
		}
		if contents[filepath.Join("functions", f.Name, name)], err = f.render(kind + source); err != nil {
			return nil, err
		}
	}
	if contents[filepath.Join("functions", f.Name, "event.json")], err = f.render("event.json.tmpl"); err != nil {
		return nil, err
	}
	if !f.API {
		if contents[f.Template()], err = f.render("page.templ.tmpl"); err != nil {
			return nil, err
		}
	}
	if made, err = f.create(contents); err != nil {
		return nil, err
	}
	if err := os.WriteFile(routes.Path(f.root), list, 0o644); err != nil {
		return nil, fmt.Errorf("writing the list of functions: %w", err)
	}
	return made, f.addToReadme()
}

// announce says what was made, and what a developer does next.
func (f function) announce(out io.Writer, made []string) {
	fmt.Fprintf(out, "Made %s.\nAdded it to functions/routes.json, template.yaml and the README.\n", strings.Join(made, ", "))
	fmt.Fprintf(out, "It answers %s as soon as ./build.sh dev runs; one that runs already has it at the next request.\n", f.Route)
	if group := access.Right(f.Auth).Group(); group != "" && group != "admin" {
		fmt.Fprintf(out, "admin@example.com is in the group %q from the next ./build.sh dev; in one that runs the control page changes groups.\nOn AWS the pool needs it too: add { name = %q } to the default of user_groups in terraform/variables_auth.tf, and run\ngo test ./terraform -run Readme -update. Until then Terraform refuses to plan, and its tests fail.\n", group, group)
	}
	fmt.Fprintf(out, "Its test: ./build.sh test ./functions/%s\n", f.Name)
}

func (f function) render(name string) ([]byte, error) {
	var out bytes.Buffer
	if err := skeletons.ExecuteTemplate(&out, name, f); err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return out.Bytes(), nil
}

func (f function) create(contents map[string][]byte) (made []string, err error) {
	for name := range contents {
		if _, err := os.Stat(filepath.Join(f.root, name)); err == nil {
			return nil, fmt.Errorf("%s is there already", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		path := filepath.Join(f.root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("making %s: %w", name, err)
		}
		if err := os.WriteFile(path, contents[name], 0o644); err != nil {
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		made = append(made, name)
	}
	return made, nil
}

// entry gives the list with the new function in its first line, and the other lines as they are.
func (f function) entry() ([]byte, error) {
	old, err := os.ReadFile(routes.Path(f.root))
	if err != nil {
		return nil, fmt.Errorf("reading the list of functions: %w", err)
	}
	kind := ""
	if f.API {
		kind = `, "kind": "api"`
	}
	line := fmt.Sprintf("{\n  %q: { \"routes\": [%q], \"auth\": %q%s },", f.Name, f.Route, f.Auth, kind)
	list := bytes.Replace(old, []byte("{"), []byte(line), 1)
	if _, err := routes.Parse(list); err != nil {
		return nil, fmt.Errorf("adding the function: %w", err)
	}
	return list, nil
}

// addToReadme adds a row to the README's table of routes, where there is one.
func (f function) addToReadme() error {
	path := filepath.Join(f.root, "README.md")
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte("\n| `$default` |")) {
		return nil //nolint:nilerr // a README without the table is somebody's own
	}
	who := map[access.Right]string{access.Public: "everybody", access.Optional: "everybody", access.User: "signed in"}[access.Right(f.Auth)]
	if group := access.Right(f.Auth).Group(); group != "" {
		who = "group `" + group + "`"
	}
	row := fmt.Sprintf("\n| `%s` | `%s` | %s | %s |\n| `$default` |", f.Route, f.Name, who, f.Title)
	if err := os.WriteFile(path, bytes.Replace(text, []byte("\n| `$default` |"), []byte(row), 1), 0o644); err != nil {
		return fmt.Errorf("adding it to the README: %w", err)
	}
	return nil
}

// build makes what is generated, and shows that the new function compiles.
func (f function) build(command *cobra.Command) error {
	if _, err := generate(command.Context(), f.root); err != nil {
		return err
	}
	o := build.Options{Root: f.root, OutDir: filepath.Join(f.root, ".cache", "local")}.Host()
	_, err := build.Function(command.Context(), o, f.Name)
	return err
}
