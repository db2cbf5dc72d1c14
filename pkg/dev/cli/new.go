package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/gotool"
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
			made, err := n.add(command.Context(), n.build)
			if err != nil {
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

// function describes the function to add.
type function struct {
	root                       string
	Module                     string // of go.mod
	Name, Route, Path, Auth    string
	Component, Variable, Title string // as in AuditLog, auditLog, Audit log
	API                        bool
}

// newFunction checks the arguments. Whether the entry fits into the list of functions is checked by package routes.
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

// IDToken is the event's placeholder for a visitor with access.
func (f function) IDToken() string { return "{{" + f.samplePrefix() + "id_token}}" }

// AccessToken is the event's placeholder for a visitor with access.
func (f function) AccessToken() string { return "{{" + f.samplePrefix() + "access_token}}" }

func (f function) samplePrefix() string {
	if access.Right(f.Auth).Group() != "" {
		return "admin_"
	}
	return ""
}

// announce prints what was created, and the next steps.
func (f function) announce(out io.Writer, made []string) {
	fmt.Fprintf(out, "Created %s.\nAdded it to functions/routes.json, template.yaml and docs/reference/routes.md.\n", strings.Join(made, ", "))
	fmt.Fprintf(out, "Start ./build.sh dev to see %s; a site that is running already has it at the next request.\n", f.Route)
	if group := access.Right(f.Auth).Group(); group != "" && group != access.Administrators {
		fmt.Fprintf(out, "admin@example.com is in the group %q from the next start of ./build.sh dev; until then use "+
			"the control page.\n"+
			"On AWS the pool needs the group, too: add { name = %q } to the default of user_groups in "+
			"terraform/variables_auth.tf, and run\n"+
			"go test ./terraform -run Readme -update. Until then terraform plan fails, and so do its tests.\n", group, group)
	}
	fmt.Fprintf(out, "Its test: ./build.sh test ./functions/%s\n", f.Name)
	if !f.API {
		fmt.Fprintln(out, "Before ./build.sh check, move the texts of its template to pkg/language/texts: see docs/LANGUAGES.md")
	}
}

func (f function) render(name string) ([]byte, error) {
	var out bytes.Buffer
	if err := skeletons.ExecuteTemplate(&out, name, f); err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return out.Bytes(), nil
}
