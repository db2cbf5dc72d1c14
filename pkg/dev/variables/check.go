package variables

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// check applies the rules of the configuration. It returns the variables with a rule that cannot be applied here, as
// one that calls a function that only Terraform has.
func (c configuration) check(o Options, set Set) (skipped []string, err error) {
	context := &hcl.EvalContext{Functions: functions(filepath.Join(o.Root, o.Folder)), Variables: map[string]cty.Value{}}
	values := map[string]cty.Value{}
	for name, v := range set.all {
		values[name] = v.value
	}
	context.Variables["var"] = cty.ObjectVal(values)
	context.Variables["local"] = c.known(context)
	shown := c.shown(context, set)
	var problems []error
	for _, name := range set.Names() {
		v := set.all[name]
		if slices.Contains(o.Unchecked, name) || !v.value.IsWhollyKnown() {
			continue
		}
		for _, rule := range v.declaration.rules {
			held, wrong := rule.condition.Value(context)
			switch {
			case wrong.HasErrors() || held.IsNull() || held.Type() != cty.Bool:
				skipped = append(skipped, name)
			case held.IsKnown() && held.False():
				problems = append(problems, fmt.Errorf("%s: %s: %s", v.place, name, rule.text(shown)))
			}
		}
	}
	return slices.Compact(skipped), errors.Join(problems...)
}

// known are the local values that need nothing but variables and functions.
func (c configuration) known(context *hcl.EvalContext) cty.Value {
	known := map[string]cty.Value{}
	for name, expression := range c.locals {
		if value, wrong := expression.Value(context); !wrong.HasErrors() {
			known[name] = value
		}
	}
	return cty.ObjectVal(known)
}

// shown is the context for messages. In it, nobody knows what sensitive variables are set to.
func (c configuration) shown(context *hcl.EvalContext, set Set) *hcl.EvalContext {
	values := context.Variables["var"].AsValueMap()
	for name, v := range set.all {
		if v.Sensitive && !v.value.IsNull() {
			values[name] = cty.UnknownVal(v.value.Type())
		}
	}
	shown := &hcl.EvalContext{Functions: context.Functions, Variables: map[string]cty.Value{"var": cty.ObjectVal(values)}}
	shown.Variables["local"] = c.known(shown)
	return shown
}

// text is the rule's message, unless it is made of what must not be shown.
func (r rule) text(shown *hcl.EvalContext) string {
	value, wrong := r.message.Value(shown)
	if !wrong.HasErrors() && value.Type() == cty.String && value.IsKnown() && !value.IsNull() {
		return value.AsString()
	}
	return "Terraform refuses this value"
}
