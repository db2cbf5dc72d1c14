package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/routes"
)

// file is one that a new function adds or changes, by its path below the repository.
type file struct {
	name    string
	content []byte
}

// add creates a function completely or not at all: it checks first, writes the list of functions last, and undoes its
// changes when a step fails. It completes what an interrupted run left behind.
func (f function) add(ctx context.Context, compile func(context.Context) error) (made []string, err error) {
	sources, err := f.sources()
	if err != nil {
		return nil, err
	}
	lists, err := f.lists()
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(checkName(f.Name), f.checkComponent(), f.checkFree(sources)); err != nil {
		return nil, err
	}
	written := changes{root: f.root}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("adding function %q (all changes were undone): %w", f.Name, err), written.undo())
		}
	}()
	if !f.API {
		if err := written.note(f.generated()); err != nil {
			return nil, err
		}
	}
	if err := written.write(sources); err != nil {
		return nil, err
	}
	if err := compile(ctx); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, source := range sources {
		made = append(made, source.name)
	}
	return made, written.write(lists)
}

// sources returns the files that belong to the function alone.
func (f function) sources() ([]file, error) {
	folder, kind := "functions/"+f.Name+"/", "page_"
	if f.API {
		kind = "api_"
	}
	skeletons := [][2]string{
		{folder + "event.json", "event.json.tmpl"},
		{folder + "main.go", kind + "main.go.tmpl"},
		{folder + "main_test.go", kind + "main_test.go.tmpl"},
	}
	if !f.API {
		skeletons = append(skeletons, [2]string{f.Template(), "page.templ.tmpl"})
	}
	var sources []file
	for _, skeleton := range skeletons {
		content, err := f.render(skeleton[1])
		if err != nil {
			return nil, err
		}
		sources = append(sources, file{skeleton[0], content})
	}
	return sources, nil
}

// lists returns the files that name every function, the list of functions last: a running local site picks up the
// function from there.
func (f function) lists() (lists []file, err error) {
	list, err := f.entry()
	if err != nil {
		return nil, err
	}
	table, err := routes.Parse(list)
	if err != nil {
		return nil, fmt.Errorf("adding the function: %w", err)
	}
	sam, err := renderSAM(table)
	if err != nil {
		return nil, err
	}
	lists = append(lists, file{"template.yaml", sam})
	if reference, changed := f.reference(); changed {
		lists = append(lists, file{routesReference, reference})
	}
	return append(lists, file{"functions/routes.json", list}), nil
}

// checkFree refuses to overwrite other files. One with the same content was written by an earlier run.
func (f function) checkFree(sources []file) error {
	for _, source := range sources {
		content, err := os.ReadFile(filepath.Join(f.root, filepath.FromSlash(source.name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("looking for %s: %w", source.name, err)
		case !bytes.Equal(content, source.content):
			return fmt.Errorf("%s already exists: choose another name, or remove it", source.name)
		}
	}
	return nil
}

// entry returns the list with the new function in its first line, and the other lines as they are.
func (f function) entry() ([]byte, error) {
	old, err := os.ReadFile(routes.Path(f.root))
	if err != nil {
		return nil, fmt.Errorf("reading the list of functions: %w", err)
	}
	table, err := routes.Parse(old)
	if err != nil {
		return nil, err
	}
	if same, known := table.Function(f.Name); known && slices.Equal(same.Routes, []string{f.Route}) && string(same.Auth) == f.Auth {
		return old, nil
	}
	kind, comma := "", ","
	if f.API {
		kind = `, "kind": "api"`
	}
	if len(table.Functions) == 0 {
		comma = "\n"
	}
	line := fmt.Sprintf("{\n  %q: { \"routes\": [%q], \"auth\": %q%s }%s", f.Name, f.Route, f.Auth, kind, comma)
	return bytes.Replace(old, []byte("{"), []byte(line), 1), nil
}

// routesReference is the document with the table of routes.
const routesReference = "docs/reference/routes.md"

// reference returns that document with a row for the function. A site need not have it.
func (f function) reference() (content []byte, changed bool) {
	const last = "\n| `$default` |"
	text, err := os.ReadFile(filepath.Join(f.root, filepath.FromSlash(routesReference)))
	if err != nil || !bytes.Contains(text, []byte(last)) {
		return nil, false
	}
	who := map[access.Right]string{access.Public: "everybody", access.Optional: "everybody", access.User: "signed in"}[access.Right(f.Auth)]
	if group := access.Right(f.Auth).Group(); group != "" {
		who = "group `" + group + "`"
	}
	row := fmt.Sprintf("\n| `%s` | `%s` | %s | %s |", f.Route, f.Name, who, f.Title)
	if bytes.Contains(text, []byte(row)) {
		return nil, false
	}
	return bytes.Replace(text, []byte(last), []byte(row+last), 1), true
}

// generated is the Go file that templ generates from the page's template.
func (f function) generated() string { return strings.TrimSuffix(f.Template(), ".templ") + "_templ.go" }

// build compiles the template and the function.
func (f function) build(ctx context.Context) error {
	o := build.Options{Root: f.root, OutDir: filepath.Join(f.root, ".cache", "local")}.Host()
	_, err := build.Function(ctx, o, f.Name)
	return err
}

// changes records what was written, and what it replaced.
type changes struct {
	root   string
	before []file   // content is nil where there was no file
	dirs   []string // that were made, outermost first
}

// note records a file before it is written.
func (c *changes) note(name string) error {
	content, err := os.ReadFile(filepath.Join(c.root, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for %s: %w", name, err)
	}
	c.before = append(c.before, file{name, content})
	return nil
}

func (c *changes) write(files []file) error {
	for _, f := range files {
		path := filepath.Join(c.root, filepath.FromSlash(f.name))
		dir := filepath.Dir(path)
		if _, err := os.Stat(dir); err != nil {
			c.dirs = append(c.dirs, dir)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("making the folder of %s: %w", f.name, err)
			}
		}
		if err := c.note(f.name); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.content, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
	}
	return nil
}

// undo restores the previous state, the last change first.
func (c *changes) undo() error {
	var problems []error
	for _, f := range slices.Backward(c.before) {
		path := filepath.Join(c.root, filepath.FromSlash(f.name))
		err := os.Remove(path)
		if f.content != nil {
			err = os.WriteFile(path, f.content, 0o644)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, fmt.Errorf("taking back %s: %w", f.name, err))
		}
	}
	for _, dir := range slices.Backward(c.dirs) {
		_ = os.Remove(dir) // a folder with other files in it stays
	}
	return errors.Join(problems...)
}
