// Package scaffold adds a function to the site: program, test, event, page, texts in every language, table, and its
// entries in the lists. It adds all of it or nothing. It must not run or deploy a function, and what it writes is the
// site's own afterwards: nothing reads it again.
package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/routes"
)

// Request is what a developer asks for. Of API, Form, Trigger and Schedule at most one is set; none is a page.
type Request struct {
	Name     string // of the function, as in "reports"
	Route    string // as in "GET /reports/{id}"; none for Trigger and Schedule
	Auth     string // access right; "": the usual one
	API      bool   // answers in JSON
	Form     bool   // a page with a form, which is taken by POST
	Table    bool   // keeps what is sent in a table of DynamoDB; with API or Form
	Trigger  string // of the user pool, as in "pre_sign_up"
	Schedule string // as in "rate(1 day)"
}

// Site is the repository that a function is added to.
type Site struct {
	Root string
	SAM  func(routes.Table) ([]byte, error) // makes template.yaml
}

//go:embed skeleton
var skeleton embed.FS

var skeletons = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(skeleton, "skeleton/*.tmpl"))
})

// Function is the function to add, as the skeletons see it.
type Function struct {
	Request
	Module                     string // of go.mod
	Path, Sample               string // as in /reports/{id}, and /reports/7
	Parameters                 []Parameter
	Component, Variable, Title string // as in AuditLog, auditLog, Audit log
	Event                      Trigger

	site Site
}

// Parameter is a parameter of the path.
type Parameter struct {
	Name, Field string // as in id, ID
}

// sampleParameter is the value of each parameter in tests and events, and wrongParameter one that is none.
const (
	sampleParameter = "7"
	wrongParameter  = "a.b"
)

// New checks a request. Whether its entry fits into the list of functions is checked when it is added.
func New(site Site, r Request) (Function, error) {
	f := Function{Request: r, site: site, Component: Pascal(r.Name)}
	if f.Component == "" {
		return f, errors.New("a function needs a name, as in reports")
	}
	if err := r.fits(); err != nil {
		return f, err
	}
	var err error
	if f.HasRoute() {
		err = f.takeRoute()
	} else if r.Trigger != "" {
		f.Event, err = triggerOf(r.Trigger)
	}
	if err != nil {
		return f, err
	}
	if f.Module, err = gotool.ModulePath(site.Root); err != nil {
		return f, err
	}
	title := strings.ReplaceAll(r.Name, "-", " ")
	f.Title = strings.ToUpper(title[:1]) + title[1:]
	f.Variable = "show" + f.Component
	return f, nil
}

// fits refuses what does not go together.
func (r Request) fits() error {
	var kinds []string
	for flag, set := range map[string]bool{"--api": r.API, "--form": r.Form, "--trigger": r.Trigger != "",
		"--schedule": r.Schedule != ""} {
		if set {
			kinds = append(kinds, flag)
		}
	}
	slices.Sort(kinds)
	withoutRoute := r.Trigger != "" || r.Schedule != ""
	switch {
	case len(kinds) > 1:
		return fmt.Errorf("%s: choose one, a function is of one kind", strings.Join(kinds, " and "))
	case withoutRoute && (r.Route != "" || r.Auth != "" || r.Table):
		return fmt.Errorf("%s: nobody visits such a function: leave out the route, --auth and --table", kinds[0])
	case r.Table && !r.API && !r.Form:
		return errors.New("--table keeps what is sent: add --form or --api")
	case !withoutRoute && r.Route == "":
		return errors.New(`a function needs a route, as in "GET /reports", or --trigger or --schedule`)
	case r.Schedule != "":
		return routes.CheckSchedule(r.Schedule)
	case r.Auth != "":
		_, err := access.Parse(r.Auth)
		return err
	}
	return nil
}

// HasRoute reports whether visitors reach the function.
func (r Request) HasRoute() bool { return r.Trigger == "" && r.Schedule == "" }

// takeRoute reads the route and the access right.
func (f *Function) takeRoute() error {
	method, path, _ := strings.Cut(f.Route, " ")
	if method != "GET" || !strings.HasPrefix(path, "/") {
		advice := "add others to functions/routes.json later"
		if method == "POST" {
			advice = "--form and --api --table bring POST along"
		}
		return fmt.Errorf(`route %q: a new function begins with a route of GET, as in "GET /reports" or "GET /reports/{id}"; %s`, f.Route, advice)
	}
	f.Path = path
	parameters, sample, err := parametersOf(path)
	if err != nil {
		return fmt.Errorf("route %q: %w", f.Route, err)
	}
	f.Parameters, f.Sample = parameters, sample
	switch {
	case f.Auth == "" && (f.Table || f.Form):
		f.Auth = string(access.User)
	case f.Auth == "" && f.API:
		f.Auth = string(access.Public)
	case f.Auth == "":
		f.Auth = string(access.Optional)
	}
	if f.Table && !access.Right(f.Auth).Private() {
		return fmt.Errorf("--table with --auth %s: what the table keeps belongs to a user: want user or group:<name>", f.Auth)
	}
	return nil
}

// parametersOf returns the parameters of a path, and the path with a value for each.
func parametersOf(path string) (parameters []Parameter, sample string, err error) {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		name, isParameter := strings.CutPrefix(segment, "{")
		if !isParameter {
			continue
		}
		name, closed := strings.CutSuffix(name, "}")
		field := Pascal(name)
		if name == "id" {
			field = "ID"
		}
		taken := slices.ContainsFunc(parameters, func(p Parameter) bool { return p.Field == field })
		switch {
		case strings.HasSuffix(name, "+"):
			return nil, "", fmt.Errorf("parameter %s takes the rest of any path: add such a route to functions/routes.json by hand", segment)
		case !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || field == "":
			return nil, "", fmt.Errorf("parameter %s: want lower-case letters in braces, as in {id}", segment)
		case taken || slices.Contains(fieldsOfViews, field):
			return nil, "", fmt.Errorf("parameter %s: the page has something of this name already: choose another, as in {id}", segment)
		}
		parameters, segments[i] = append(parameters, Parameter{name, field}), sampleParameter
	}
	return parameters, strings.Join(segments, "/"), nil
}

// fieldsOfViews are what the skeletons' views hold besides parameters.
var fieldsOfViews = []string{"Layout", "Text", "Problem", "Done", "Entries", "Address"}

// Routes are the function's routes.
func (f Function) Routes() []string {
	switch {
	case !f.HasRoute():
		return nil
	case f.Form, f.API && f.Table:
		return []string{f.Route, "POST " + f.Path}
	}
	return []string{f.Route}
}

// IsPage reports whether the function has a template and texts.
func (f Function) IsPage() bool { return f.HasRoute() && !f.API }

// WrongSample is a path with parameters that are none.
func (f Function) WrongSample() string {
	return strings.ReplaceAll(f.Sample, "/"+sampleParameter, "/"+wrongParameter)
}

// TableVariable is the variable with the name of the table, and what else is called after it.
func (f Function) TableVariable() string {
	return strings.ToUpper(f.Resource()) + "_TABLE"
}

// Resource is the function's name in Go files and in Terraform: with underscores.
func (r Request) Resource() string { return strings.ReplaceAll(r.Name, "-", "_") }

// Template is the path of the page's template, named as Go files are.
func (f Function) Template() string { return "templates/" + f.Resource() + ".templ" }

// generated is the Go file that templ generates from the page's template.
func (f Function) generated() string { return strings.TrimSuffix(f.Template(), ".templ") + "_templ.go" }

// GroupArgument is the group that a visitor of the test is in.
func (f Function) GroupArgument() string {
	if group := access.Right(f.Auth).Group(); group != "" {
		return fmt.Sprintf("%q", group)
	}
	return ""
}

// Private reports whether only signed-in visitors may enter.
func (f Function) Private() bool { return access.Right(f.Auth).Private() }

// IDToken is the event's placeholder for a visitor with access.
func (f Function) IDToken() string { return "{{" + f.samplePrefix() + "id_token}}" }

// AccessToken is the event's placeholder for a visitor with access.
func (f Function) AccessToken() string { return "{{" + f.samplePrefix() + "access_token}}" }

func (f Function) samplePrefix() string {
	if access.Right(f.Auth).Group() != "" {
		return "admin_"
	}
	return ""
}

func (f Function) render(name string) ([]byte, error) {
	var out bytes.Buffer
	if err := skeletons().ExecuteTemplate(&out, name, f); err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	return out.Bytes(), nil
}
