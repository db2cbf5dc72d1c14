// Package routes reads and checks the one list of functions (functions/routes.json) and finds the function for a
// request by the rules of an API Gateway HTTP API. It must not know how functions are built, started or deployed.
package routes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/access"
)

// Function is one entry of the list: a Lambda function.
type Function struct {
	Name         string       `json:"-"`
	Routes       []string     `json:"routes,omitempty"`        // route keys, as in "GET /profile" or "$default"
	Auth         access.Right `json:"auth,omitempty"`          // who may enter; absent where there are no routes
	Kind         string       `json:"kind,omitempty"`          // one of the Kind constants; access.KindPage when absent
	Calls        []string     `json:"calls,omitempty"`         // its calls of the user pool's API, as in "AdminDeleteUser": they become its permissions
	Policy       string       `json:"policy,omitempty"`        // what it may do at other AWS services, by its name in terraform/own_policies.tf
	Secret       bool         `json:"secret,omitempty"`        // whether it may read the app client's secret
	Client       string       `json:"client,omitempty"`        // another app client whose id and secret it receives; ClientAccount is the only one
	EndsSessions bool         `json:"ends_sessions,omitempty"` // whether it may end sessions at once, where instant sign-out is on
	Trigger      string       `json:"trigger,omitempty"`       // the user pool's trigger it serves, as in "post_confirmation"
	Schedule     string       `json:"schedule,omitempty"`      // when it runs by itself, as in "rate(1 day)" or "cron(0 3 * * ? *)"
	Setting      string       `json:"setting,omitempty"`       // the deployment's setting that a trigger receives, and without which it is not deployed
	Environment  []string     `json:"environment,omitempty"`   // names of extra variables that it receives, as in "REPORTS_TABLE"
	Memory       int          `json:"memory,omitempty"`        // MB; DefaultMemory when absent
	Timeout      int          `json:"timeout,omitempty"`       // seconds; DefaultTimeout or TriggerTimeout when absent
}

// Default memory and timeout of a function. A user pool waits five seconds for a trigger, whatever its timeout is.
const (
	DefaultMemory  = 128
	DefaultTimeout = 10
	TriggerTimeout = 5
)

// ClientAccount is the app client whose tokens authorize changes of the visitor's own account.
const ClientAccount = "account"

// Table is the whole list, sorted by name.
type Table struct {
	Functions []Function
	exact     map[string]int
	patterns  []pattern
	fallback  int
	lines     map[string]int // of the file, by function
}

// Load reads the list from a file.
func Load(path string) (Table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Table{}, fmt.Errorf("reading the list of functions: %w", err)
	}
	return Parse(data)
}

// fileName is the path of the list in the repository, for error messages.
const fileName = "functions/routes.json"

// Path returns the path of the list in the repository at root.
func Path(root string) string { return filepath.Join(root, filepath.FromSlash(fileName)) }

// Parse reads the list and reports everything that is wrong with it at once.
func Parse(data []byte) (Table, error) {
	decoded, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	table := Table{exact: map[string]int{}, fallback: -1, lines: decoded.lines}
	for _, function := range decoded.functions {
		table.Functions = append(table.Functions, function.withDefaults())
	}
	slices.SortFunc(table.Functions, func(a, b Function) int { return strings.Compare(a.Name, b.Name) })
	return table, table.check()
}

// Place returns the file and the line in which a function's entry begins.
func (t Table) Place(function string) string {
	if line, known := t.lines[function]; known {
		return fmt.Sprintf("%s:%d", fileName, line)
	}
	return fileName
}

// Function returns an entry by its name.
func (t Table) Function(name string) (Function, bool) {
	for _, function := range t.Functions {
		if function.Name == name {
			return function, true
		}
	}
	return Function{}, false
}

// AsksForEnded reports whether a function asks the table of ended sessions, where instant sign-out is on: those whose
// guard identifies the visitor, and those that store tokens.
func (f Function) AsksForEnded() bool {
	return f.HasRoutes() && (f.Auth != access.Public || f.Secret)
}

// HasRoutes reports whether visitors reach a function: a trigger is called by the user pool, and what has a schedule by
// the clock.
func (f Function) HasRoutes() bool { return f.Trigger == "" && f.Schedule == "" }

// SettingVariable returns the environment variable of a function's setting, or "" if it has none.
func (f Function) SettingVariable() string { return strings.ToUpper(f.Setting) }

func (f Function) withDefaults() Function {
	if f.Trigger != "" {
		f.Kind = access.KindTrigger
	}
	if f.Schedule != "" {
		f.Kind = access.KindSchedule
	}
	if f.Kind == "" {
		f.Kind = access.KindPage
	}
	if f.Memory == 0 {
		f.Memory = DefaultMemory
	}
	if f.Timeout == 0 && f.Kind == access.KindTrigger {
		f.Timeout = TriggerTimeout
	}
	if f.Timeout == 0 {
		f.Timeout = DefaultTimeout
	}
	return f
}

func (t *Table) check() error {
	var problems []error
	for i, function := range t.Functions {
		if err := function.check(); err != nil {
			problems = append(problems, fmt.Errorf("%s: function %q: %w", t.Place(function.Name), function.Name, err))
		}
		for _, key := range function.Routes {
			if strings.HasPrefix(key, "HEAD ") {
				problems = append(problems, fmt.Errorf("%s: function %q: route %q: a route of GET brings it along",
					fileName, function.Name, key))
			}
		}
		for _, key := range function.Keys() {
			if err := t.add(i, key); err != nil {
				problems = append(problems, fmt.Errorf("%s: function %q: %w", t.Place(function.Name), function.Name, err))
			}
		}
	}
	return errors.Join(problems...)
}

func (f Function) check() error {
	var problems []error
	problem := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	problem(!isFunctionName(f.Name), "the name must be lower-case words joined by hyphens")
	problem(f.HasRoutes() && !slices.Contains([]string{access.KindPage, access.KindAPI, access.KindAsset}, f.Kind),
		`kind %q: want "page", "api" or "asset"`, f.Kind)
	problem(f.Memory < 128 || f.Memory > 10240, "memory %d: want 128 to 10240 MB", f.Memory)
	problem(f.Setting != "" && (f.Trigger == "" || !isSnakeCase(f.Setting)),
		"setting %q: want a name like allowed_email_domains, of a trigger", f.Setting)
	problem(f.Client != "" && f.Client != ClientAccount, `client %q: want "account", or none`, f.Client)
	problem(f.Schedule == "" && (f.Timeout < 1 || f.Timeout > 29),
		"timeout %d: want 1 to 29 seconds, the gateway waits for 30", f.Timeout)
	problems = append(append(problems, checkVariables(f.Environment)...), checkCalls(f.Calls)...)
	if f.Trigger != "" {
		problem(!isSnakeCase(f.Trigger), "trigger %q: want a name like post_confirmation", f.Trigger)
		problem(len(f.Routes) > 0 || f.Schedule != "" || f.Auth != "" || f.Secret || f.Client != "" || f.EndsSessions,
			"a trigger has no routes, no schedule, no access right and no secret, and ends no sessions")
		return errors.Join(problems...)
	}
	if f.Schedule != "" {
		problem(len(f.Routes) > 0 || f.Auth != "" || f.Secret || f.Client != "" || f.EndsSessions,
			"what has a schedule has no routes, no access right and no secret, and ends no sessions")
		problem(f.Timeout < 1 || f.Timeout > 900, "timeout %d: want 1 to 900 seconds", f.Timeout)
		return errors.Join(append(problems, CheckSchedule(f.Schedule))...)
	}
	problem(len(f.Routes) == 0, "it has neither a route nor a trigger nor a schedule")
	if _, err := access.Parse(string(f.Auth)); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// checkCalls refuses patterns, which would be more permissions than calls, and calls that are listed twice.
func checkCalls(calls []string) (problems []error) {
	for i, call := range calls {
		if !isOperation(call) {
			problems = append(problems, fmt.Errorf("call %q: want an operation of the user pool's API, as in AdminDeleteUser", call))
		}
		if slices.Contains(calls[:i], call) {
			problems = append(problems, fmt.Errorf("call %q is listed twice", call))
		}
	}
	return problems
}
