package variables

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// configuration is what the .tf files of the root module say about variables.
type configuration struct {
	variables map[string]declaration
	locals    map[string]hcl.Expression
}

// declaration is a variable block.
type declaration struct {
	kind      cty.Type
	members   *typeexpr.Defaults // of optional members; nil: none
	otherwise cty.Value          // the default; unknown when there is none
	nullable  bool
	sensitive bool
	rules     []rule
	place     string
}

// rule is a validation block.
type rule struct{ condition, message hcl.Expression }

func (o Options) readConfiguration() (configuration, error) {
	c := configuration{variables: map[string]declaration{}, locals: map[string]hcl.Expression{}}
	files, err := filepath.Glob(filepath.Join(o.Root, o.Folder, "*.tf"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%w: there is no %s", fs.ErrNotExist, filepath.Join(o.Folder, "*.tf"))
	}
	for _, file := range files {
		err = errors.Join(err, o.readDeclarations(c, file))
	}
	return c, err
}

func (o Options) readDeclarations(c configuration, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the variables of the deployment: %w", err)
	}
	file, problems := hclsyntax.ParseConfig(content, o.name(path), hcl.InitialPos)
	if problems.HasErrors() {
		return located(problems)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return fmt.Errorf("%s: it has another form than expected", o.name(path))
	}
	for _, block := range body.Blocks {
		switch {
		case block.Type == "locals":
			for name, attribute := range block.Body.Attributes {
				c.locals[name] = attribute.Expr
			}
		case block.Type == "variable" && len(block.Labels) == 1:
			d, problems := declared(block.Body)
			if problems.HasErrors() {
				return located(problems)
			}
			d.place = place(block.DefRange())
			c.variables[block.Labels[0]] = d
		}
	}
	return nil
}

func declared(body *hclsyntax.Body) (declaration, hcl.Diagnostics) {
	d := declaration{kind: cty.DynamicPseudoType, nullable: true}
	var all, problems hcl.Diagnostics
	if attribute := body.Attributes["type"]; attribute != nil {
		d.kind, d.members, problems = typeexpr.TypeConstraintWithDefaults(attribute.Expr)
		all = append(all, problems...)
	}
	all = append(all, flag(body, "nullable", &d.nullable)...)
	all = append(all, flag(body, "sensitive", &d.sensitive)...)
	d.otherwise = cty.UnknownVal(d.kind.WithoutOptionalAttributesDeep())
	if attribute := body.Attributes["default"]; attribute != nil && !all.HasErrors() {
		value, problems := attribute.Expr.Value(nil)
		all = append(all, problems...)
		if d.members != nil && !value.IsNull() {
			value = d.members.Apply(value)
		}
		var err error
		if d.otherwise, err = convert.Convert(value, d.kind); err != nil {
			all = append(all, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: err.Error(),
				Subject: attribute.Expr.Range().Ptr()})
		}
	}
	for _, block := range body.Blocks {
		condition, message := block.Body.Attributes["condition"], block.Body.Attributes["error_message"]
		if block.Type == "validation" && condition != nil && message != nil {
			d.rules = append(d.rules, rule{condition.Expr, message.Expr})
		}
	}
	return d, all
}

func flag(body *hclsyntax.Body, name string, into *bool) hcl.Diagnostics {
	attribute := body.Attributes[name]
	if attribute == nil {
		return nil
	}
	value, problems := attribute.Expr.Value(nil)
	if !problems.HasErrors() && value.Type() == cty.Bool && value.IsKnown() && !value.IsNull() {
		*into = value.True()
	}
	return problems
}

// name is a file's name in messages.
func (o Options) name(path string) string {
	if relative, err := filepath.Rel(o.Root, path); err == nil && !strings.HasPrefix(relative, "..") {
		return filepath.ToSlash(relative)
	}
	return path
}

func place(at hcl.Range) string { return fmt.Sprintf("%s:%d", at.Filename, at.Start.Line) }

// located says where the first of the problems is. Further ones often follow from it.
func located(problems hcl.Diagnostics) error {
	for _, problem := range problems {
		if problem.Severity == hcl.DiagError && problem.Subject != nil {
			return fmt.Errorf("%s: %s", place(*problem.Subject), summary(hcl.Diagnostics{problem}))
		}
	}
	return errors.New(summary(problems))
}

// hintOf says what the summary of a mistake means in practice.
func hintOf(problem *hcl.Diagnostic) string {
	switch problem.Summary {
	case "Invalid multi-line string", "Unterminated template string", "Unclosed template string":
		return `: a closing quote (") is missing in this line`
	case "Variables not allowed":
		return `: text needs quotes, as in name = "my-site"; no value can name another`
	case "Invalid character":
		return `: text needs straight quotes, as in name = "my-site"`
	case "Missing newline after argument", "Unexpected comma after argument":
		return `: one name and one value in a line, and text needs quotes, as in name = "my-site"`
	}
	return ""
}

// summary is the first problem without its details, which may quote a part of a value.
func summary(problems hcl.Diagnostics) string {
	for _, problem := range problems {
		if problem.Severity == hcl.DiagError {
			return problem.Summary + hintOf(problem)
		}
	}
	return ""
}
