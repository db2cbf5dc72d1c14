package variables

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"

	"cognitossr/pkg/routes"
)

// environmentName is what can be a file name, a Terraform workspace and a part of a state's key.
var environmentName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// CheckEnvironment refuses what cannot be the name of an environment.
func CheckEnvironment(name string) error {
	if !environmentName.MatchString(name) || name == "default" {
		return &EnvironmentError{fmt.Sprintf("--env %q: an environment has up to 32 small letters, digits and hyphens, as in --env prod, and is not \"default\"", name)}
	}
	return nil
}

// EnvironmentError is about a name that no environment has, or can have.
type EnvironmentError struct{ text string }

// Error implements error.
func (e *EnvironmentError) Error() string { return e.text }

// NoEnvironment says that the environment has no file with variables, which there are, and how one is made.
func NoEnvironment(folder, name string) error {
	files, _ := filepath.Glob(EnvironmentFile(folder, "*"))
	text := "there are none yet"
	if len(files) > 0 {
		for i, file := range files {
			files[i] = strings.TrimSuffix(filepath.Base(file), ".tfvars")
		}
		text = "there are " + strings.Join(files, ", ")
	}
	return &EnvironmentError{fmt.Sprintf("--env %s: there is no such environment, and %s; terraform/env/%s.tfvars would make it one, "+
		"with what is its own, name = \"my-site-%s\" at least", name, text, name, name)}
}

// EnvironmentFile is where the variables of an environment stand.
func EnvironmentFile(folder, environment string) string {
	return filepath.Join(folder, "env", environment+".tfvars")
}

// readEnvironment takes the text of TF_VAR_name as it is for a variable of a simple type, and as an expression otherwise.
func (o Options) readEnvironment(set Set) error {
	if o.Getenv == nil {
		return nil
	}
	var problems []error
	for _, name := range set.Names() {
		source, v := "TF_VAR_"+name, set.all[name]
		text := o.Getenv(source)
		if text == "" {
			continue
		}
		if v.declaration.kind.IsPrimitiveType() {
			problems = append(problems, v.set(cty.StringVal(text), source, source))
			continue
		}
		expression, wrong := hclsyntax.ParseExpression([]byte(text), source, hcl.InitialPos)
		if wrong.HasErrors() {
			problems = append(problems, fmt.Errorf("%s: %s; write it as in terraform.tfvars", source, summary(wrong)))
			continue
		}
		problems = append(problems, v.assign(expression, source, source))
	}
	return errors.Join(problems...)
}

// readFiles reads terraform.tfvars, *.auto.tfvars in the order of their names, and the environment's file; what comes
// later wins.
func (o Options) readFiles(set Set) error {
	folder := filepath.Join(o.Root, o.Folder)
	files := []string{filepath.Join(folder, "terraform.tfvars"), filepath.Join(folder, "terraform.tfvars.json")}
	automatic, _ := filepath.Glob(filepath.Join(folder, "*.auto.tfvars")) // the patterns are well formed
	more, _ := filepath.Glob(filepath.Join(folder, "*.auto.tfvars.json"))
	automatic = append(automatic, more...)
	slices.Sort(automatic)
	files = append(files, automatic...)
	var problems []error
	for _, file := range files {
		if err := o.readFile(set, file); !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	if o.Environment != "" {
		if err := CheckEnvironment(o.Environment); err != nil {
			return err
		}
		problems = append(problems, o.readEnvironmentFile(set, EnvironmentFile(folder, o.Environment)))
	}
	return errors.Join(problems...)
}

func (o Options) readEnvironmentFile(set Set, path string) error {
	err := o.readFile(set, path)
	if errors.Is(err, fs.ErrNotExist) {
		return NoEnvironment(filepath.Join(o.Root, o.Folder), o.Environment)
	}
	return err
}

func (o Options) readFile(set Set, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading variables: %w", err)
	}
	name := o.name(path)
	assignments, wrong := assignmentsIn(content, name)
	if wrong.HasErrors() {
		return located(wrong)
	}
	problems := make([]error, 0, len(assignments))
	for _, assignment := range assignments {
		at := place(assignment.NameRange)
		if v := set.all[assignment.Name]; v != nil {
			problems = append(problems, v.assign(assignment.Expr, name, at))
		} else {
			problems = append(problems, o.unknown(set, assignment.Name, at))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return errors.Join(problems...)
}

// assignmentsIn are the assignments of a file.
func assignmentsIn(content []byte, name string) (hcl.Attributes, hcl.Diagnostics) {
	parse := func(content []byte, name string) (*hcl.File, hcl.Diagnostics) {
		return hclsyntax.ParseConfig(content, name, hcl.InitialPos)
	}
	if strings.HasSuffix(name, ".json") {
		parse = json.Parse
	}
	file, wrong := parse(content, name)
	if wrong.HasErrors() {
		return nil, wrong
	}
	return file.Body.JustAttributes()
}

// Assigned reports whether a file sets a variable, and to which text, if it is one that does not depend on anything. A
// file that is not there sets none; what is wrong with its syntax is an error with the line.
func Assigned(file, variable string) (text string, given bool, err error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("reading variables: %w", err)
	}
	assignments, wrong := assignmentsIn(content, file)
	if wrong.HasErrors() {
		return "", false, located(wrong)
	}
	assignment, given := assignments[variable]
	if !given {
		return "", false, nil
	}
	if value, wrong := assignment.Expr.Value(nil); !wrong.HasErrors() && value.Type() == cty.String &&
		value.IsKnown() && !value.IsNull() {
		text = value.AsString()
	}
	return text, true, nil
}

func (o Options) unknown(set Set, name, at string) error {
	advice := "declare it in " + o.Folder + "/, or take it out"
	if name == "region" {
		advice = `did you mean "aws_region"?`
	}
	if near := routes.Nearest(name, set.Names()); near != "" {
		advice = fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Errorf("%s: %s is not a variable of this deployment: %s", at, name, advice)
}
