// Package variables reads the variables of a deployment as Terraform does: their types, defaults and rules from the
// configuration, their values from the files and the environment. It must not run Terraform, call AWS, or put a value
// into an error: values may be secrets. Only the command-line tool uses it; no function links it.
package variables

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Options say where to read.
type Options struct {
	Root        string // the repository's folder; places in messages are relative to it
	Folder      string // that of the root module, relative to Root, as in "terraform"
	Environment string // name of a file below env in the folder that wins, as in "prod" for env/prod.tfvars; "": none

	// Getenv returns TF_VAR_... of the environment; nil: none.
	Getenv func(name string) string

	DefaultsOnly bool     // read neither files nor the environment
	Unchecked    []string // variables whose rules do not matter here
}

// Set holds the variables of a deployment.
type Set struct {
	all     map[string]*Variable
	skipped []string
}

// Variable is a variable and its value.
type Variable struct {
	Name      string
	Source    string // what has set it: a file relative to the root, or TF_VAR_name; "": it has its default
	Sensitive bool   // its value must not be shown

	declaration declaration
	value       cty.Value // unknown when it has neither a value nor a default
	place       string    // file and line, or TF_VAR_name, for messages
}

// Read returns the values of all variables. Its errors name file, line and variable. A configuration that is not there
// is an error that wraps fs.ErrNotExist.
func Read(o Options) (Set, error) {
	configuration, err := o.readConfiguration()
	if err != nil {
		return Set{}, err
	}
	set := Set{all: map[string]*Variable{}}
	for name, declaration := range configuration.variables {
		set.all[name] = &Variable{
			Name: name, Sensitive: declaration.sensitive, declaration: declaration, value: declaration.otherwise,
			place: declaration.place,
		}
	}
	if !o.DefaultsOnly {
		err = errors.Join(o.readEnvironment(set), o.readFiles(set))
	}
	if err != nil {
		return Set{}, err // rules about a value that could not be read would only repeat it
	}
	set.skipped, err = configuration.check(o, set)
	return set, err
}

// assign gives a variable the value of an expression, in the variable's type.
func (v *Variable) assign(expression hcl.Expression, source, place string) error {
	value, problems := expression.Value(nil)
	if problems.HasErrors() {
		return fmt.Errorf("%s: %s: %s", place, v.Name, summary(problems))
	}
	return v.set(value, source, place)
}

func (v *Variable) set(value cty.Value, source, place string) error {
	value, err := v.declaration.convert(value)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", place, v.Name, err)
	}
	v.value, v.Source, v.place = value, source, place
	return nil
}

// convert completes a value by the defaults of the type's optional members. A null is the default of a variable that is
// not nullable.
func (d declaration) convert(value cty.Value) (cty.Value, error) {
	if value.IsNull() && !d.nullable {
		return d.otherwise, nil
	}
	if d.members != nil && !value.IsNull() {
		value = d.members.Apply(value)
	}
	converted, err := convert.Convert(value, d.kind)
	if err != nil {
		if at := new(cty.PathError); errors.As(err, at) {
			return cty.NilVal, fmt.Errorf("%s%w", member(at.Path), err)
		}
		return cty.NilVal, err
	}
	return converted, nil
}

// member names the place within a value, as in "minimum_length: ". Keys of maps are left out.
func member(path cty.Path) string {
	name := ""
	for _, step := range path {
		if attribute, ok := step.(cty.GetAttrStep); ok {
			name += attribute.Name + ": "
		}
	}
	return name
}

// Names lists the variables.
func (s Set) Names() []string {
	var names []string
	for name := range s.all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Variable finds a variable.
func (s Set) Variable(name string) (Variable, bool) {
	v, found := s.all[name]
	if !found {
		return Variable{}, false
	}
	return *v, true
}

// Changed reports whether a variable has another value than its default.
func (s Set) Changed(name string) bool {
	v, found := s.all[name]
	return found && v.Source != "" && !v.value.RawEquals(v.declaration.otherwise)
}

// Given lists what was read, and which variables each file or the environment has set, in order of names.
func (s Set) Given() (sources []string, names map[string][]string) {
	names = map[string][]string{}
	for _, name := range s.Names() {
		if source := s.all[name].Source; source != "" {
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
			names[source] = append(names[source], name)
		}
	}
	slices.Sort(sources)
	return sources, names
}

// Skipped lists the variables with a rule that could not be applied.
func (s Set) Skipped() []string { return s.skipped }

// Decode stores a variable's value as encoding/json does: objects in structs, null and what has no value as it is. A
// variable that is not declared changes nothing.
func (s Set) Decode(name string, into any) error {
	v, found := s.all[name]
	if !found || !v.value.IsWhollyKnown() {
		return nil
	}
	data, err := ctyjson.Marshal(v.value, v.value.Type())
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: the value has a form that is not expected here", v.place, name)
	}
	return nil
}
