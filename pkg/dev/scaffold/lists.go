package scaffold

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/undo"
	"cognitossr/pkg/routes"
)

const (
	routesReference = "docs/reference/routes.md"       // the document with the table of routes
	ownPolicies     = "terraform/own_policies.tf"      // what functions may do at AWS
	textsFolder     = "pkg/language/texts"             // a file for each language
	generatedTexts  = "pkg/language/texts_gen.go"      // what is made of them
	usualLanguage   = textsFolder + "/en.txt"          // whose texts a language has that the skeletons do not know
	fallbackRow     = "\n| `$default` |"               // the last row of routes in the document
	triggerRow      = "\n| trigger `post_confirmation" // the first row of what no visitor reaches
)

// RefusedError means that the site's functions and the new one do not go together: its name or route is taken, or cannot
// be one. Nothing was written.
type RefusedError struct{ cause error }

// Error implements error.
func (e *RefusedError) Error() string { return "adding the function: " + e.cause.Error() }

// Unwrap returns what does not go together.
func (e *RefusedError) Unwrap() error { return e.cause }

// lists returns the files that name every function, the list of functions last: a running local site picks up the
// function from there.
func (f Function) lists() (lists []undo.File, err error) {
	list, err := f.entry()
	if err != nil {
		return nil, err
	}
	table, err := routes.Parse(list)
	if err != nil {
		return nil, &RefusedError{err}
	}
	if err := f.checkTrigger(table); err != nil {
		return nil, &RefusedError{err}
	}
	sam, err := f.site.SAM(table)
	if err != nil {
		return nil, err
	}
	lists = append(lists, undo.File{Name: "template.yaml", Content: sam})
	if reference, changed := f.reference(); changed {
		lists = append(lists, undo.File{Name: routesReference, Content: reference})
	}
	if f.Table {
		policies, err := f.policies()
		if err != nil {
			return nil, err
		}
		lists = append(lists, undo.File{Name: ownPolicies, Content: policies})
	}
	return append(lists, undo.File{Name: "functions/routes.json", Content: list}), nil
}

// checkTrigger refuses a second function for an event: a pool calls one.
func (f Function) checkTrigger(table routes.Table) error {
	for _, other := range table.Functions {
		if f.Trigger != "" && other.Trigger == f.trigger() && other.Name != f.Name {
			return fmt.Errorf("functions/%s serves %s already, and a pool calls one function for each event: add to it, or take it out of functions/routes.json",
				other.Name, f.trigger())
		}
	}
	return nil
}

// trigger is the event as the list names it.
func (f Function) trigger() string { return strings.ReplaceAll(f.Trigger, "-", "_") }

// entry returns the list with the new function in its first line, and the other lines as they are.
func (f Function) entry() ([]byte, error) {
	old, err := os.ReadFile(routes.Path(f.site.Root))
	if err != nil {
		return nil, fmt.Errorf("reading the list of functions: %w", err)
	}
	table, err := routes.Parse(old)
	if err != nil {
		return nil, err
	}
	if same, known := table.Function(f.Name); known {
		if slices.Equal(same.Routes, f.Routes()) && string(same.Auth) == f.Auth && same.Trigger == f.trigger() &&
			same.Schedule == f.Schedule {
			return old, nil
		}
		return nil, &RefusedError{fmt.Errorf("there is a function %q already, %s: choose another name, or add to it", f.Name,
			table.Place(f.Name))}
	}
	comma := ","
	if len(table.Functions) == 0 {
		comma = "\n"
	}
	line := fmt.Sprintf("{\n  %q: { %s }%s", f.Name, f.members(), comma)
	return bytes.Replace(old, []byte("{"), []byte(line), 1), nil
}

// members are those of the function's entry.
func (f Function) members() string {
	var members []string
	member := func(name, value string) { members = append(members, fmt.Sprintf("%q: %q", name, value)) }
	if f.HasRoute() {
		members = append(members, fmt.Sprintf(`"routes": ["%s"]`, strings.Join(f.Routes(), `", "`)))
		member("auth", f.Auth)
	}
	if f.API {
		member("kind", access.KindAPI)
	}
	if f.Table {
		members = append(members, fmt.Sprintf(`"environment": [%q]`, f.TableVariable()))
		member("policy", f.Name)
	}
	if f.Trigger != "" {
		member("trigger", f.trigger())
	}
	if f.Schedule != "" {
		member("schedule", f.Schedule)
	}
	return strings.Join(members, ", ")
}

// reference returns the document of the routes with rows for the function. A site need not have it.
func (f Function) reference() (content []byte, changed bool) {
	text, err := os.ReadFile(filepath.Join(f.site.Root, filepath.FromSlash(routesReference)))
	if err != nil {
		return nil, false
	}
	who := map[access.Right]string{
		access.Public: "everybody", access.Optional: "everybody", access.User: "signed in", "": "the user pool",
	}[access.Right(f.Auth)]
	if group := access.Right(f.Auth).Group(); group != "" {
		who = "group `" + group + "`"
	}
	before, keys := fallbackRow, f.Routes()
	switch {
	case f.Trigger != "":
		before, keys = triggerRow, []string{"trigger `" + f.trigger()}
	case f.Schedule != "":
		before, keys, who = triggerRow, []string{"schedule `" + f.Schedule}, "the clock"
	}
	rows := ""
	for _, key := range keys {
		if !strings.Contains(key, "`") {
			key = "`" + key
		}
		rows += fmt.Sprintf("\n| %s` | `%s` | %s | %s |", key, f.Name, who, f.Title)
	}
	if bytes.Contains(text, []byte(rows)) || !bytes.Contains(text, []byte(before)) {
		return nil, false
	}
	return bytes.Replace(text, []byte(before), []byte(rows+before), 1), true
}

// policies returns the site's own policies with what the function may do with its table, and with the table's name.
func (f Function) policies() ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(f.site.Root, filepath.FromSlash(ownPolicies)))
	if err != nil {
		return nil, fmt.Errorf("reading the site's own policies: %w", err)
	}
	resource := "aws_dynamodb_table." + f.Resource()
	for block, entry := range map[string]string{
		"own_policies": fmt.Sprintf("    %q = [\n      { actions = [\"dynamodb:PutItem\", \"dynamodb:Query\"], resources = [%s.arn] },\n    ]\n", f.Name, resource),
		"own_settings": fmt.Sprintf("    %s = %s.name\n", f.TableVariable(), resource),
	} {
		opening := []byte("\n  " + block + " = {\n")
		name, _, _ := strings.Cut(entry, " =")
		if regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` +=`).Match(source) {
			continue // of an earlier run
		}
		if !bytes.Contains(source, opening) {
			return nil, fmt.Errorf("%s has no line %q to add the table to", ownPolicies, strings.TrimSpace(string(opening)))
		}
		if !bytes.Contains(source, append(slices.Clone(opening), "  }"...)) {
			entry += "\n" // or terraform fmt would align it with the next one
		}
		source = bytes.Replace(source, opening, append(opening, entry...), 1)
	}
	return source, nil
}

// texts returns the files of the languages with the function's texts. A language that the skeletons do not know gets
// them in English, to be translated.
func (f Function) texts() (texts []undo.File, err error) {
	if !f.IsPage() {
		return nil, nil
	}
	files, err := filepath.Glob(filepath.Join(f.site.Root, filepath.FromSlash(textsFolder), "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("looking for the texts in %s: %w", textsFolder, cmp.Or(err, fs.ErrNotExist))
	}
	for _, path := range files {
		name := filepath.Base(path)
		skeleton := "texts_" + name
		if skeletons().Lookup(skeleton+".tmpl") == nil {
			skeleton = "texts_en.txt"
		}
		added, err := f.render(skeleton + ".tmpl")
		if err != nil {
			return nil, err
		}
		held, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading the texts: %w", err)
		}
		if bytes.Contains(held, added) {
			continue // of an earlier run
		}
		if taken := takenText(held, added); taken != "" {
			return nil, fmt.Errorf("function %q: %s/%s has a text %s already; choose another name", f.Name, textsFolder,
				name, taken)
		}
		content := slices.Concat(bytes.TrimRight(held, "\n"), []byte("\n\n"), added)
		texts = append(texts, undo.File{Name: textsFolder + "/" + name, Content: content})
	}
	return texts, nil
}

// takenText returns a name that texts to be added share with those that are there.
func takenText(held, added []byte) string {
	for line := range strings.Lines(string(added)) {
		name, _, found := strings.Cut(line, ": ")
		if found && !strings.HasPrefix(line, "#") && bytes.Contains(held, []byte("\n"+name+": ")) {
			return name
		}
	}
	return ""
}
