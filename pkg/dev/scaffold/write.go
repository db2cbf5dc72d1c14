package scaffold

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/undo"
)

// Compiler compiles what is generated of a new function's sources, and the function.
type Compiler func(ctx context.Context, f Function) error

// Compile is the compiler of ./build.sh.
func Compile(ctx context.Context, f Function) error {
	o := build.Options{Root: f.site.Root, OutDir: filepath.Join(f.site.Root, ".cache", "local")}.Host()
	_, err := build.Function(ctx, o, f.Name)
	return err
}

// Written is what Add has written, by paths below the repository.
type Written struct {
	Made, Changed []string
}

// Add creates the function completely or not at all: it checks first, writes the list of functions last, and undoes its
// changes when a step fails. It completes what an interrupted run left behind.
func (f Function) Add(ctx context.Context, compile Compiler) (made Written, err error) {
	sources, err := f.sources()
	if err != nil {
		return made, err
	}
	lists, err := f.lists()
	if err != nil {
		return made, err
	}
	if err := cmp.Or(checkName(f.Name), f.checkComponent(), f.checkFree(sources)); err != nil {
		return made, err
	}
	texts, err := f.texts()
	if err != nil {
		return made, err
	}
	written := undo.Changes{Root: f.site.Root}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("adding function %q (all changes were undone): %w", f.Name, err), written.Undo())
		}
	}()
	if f.IsPage() {
		if err := cmp.Or(written.Note(f.generated()), written.Note(generatedTexts)); err != nil {
			return made, err
		}
	}
	if err := written.Write(append(sources, texts...)...); err != nil {
		return made, err
	}
	if err := cmp.Or(compile(ctx, f), ctx.Err()); err != nil {
		return made, err
	}
	return Written{names(sources), names(append(texts, lists...))}, written.Write(lists...)
}

func names(files []undo.File) (names []string) {
	for _, file := range files {
		names = append(names, file.Name)
	}
	return names
}

// sources returns the files that belong to the function alone.
func (f Function) sources() (sources []undo.File, err error) {
	folder := "functions/" + f.Name + "/"
	kind := "page"
	switch {
	case f.Trigger != "":
		kind = "trigger"
	case f.Schedule != "":
		kind = "schedule"
	case f.Form:
		kind = "form"
	case f.API && f.Table:
		kind = "table_api"
	case f.API:
		kind = "api"
	}
	add := func(name, skeleton string) {
		if err == nil {
			var content []byte
			if content, err = f.render(skeleton + ".tmpl"); err == nil && strings.HasSuffix(name, ".go") {
				content, err = format.Source(content)
			}
			sources = append(sources, undo.File{Name: name, Content: content})
		}
	}
	add(folder+"event.json", map[bool]string{true: "event.json", false: kind + "_event.json"}[f.HasRoute()])
	add(folder+"main.go", kind+"_main.go")
	switch kind {
	case "form":
		add(folder+"form.go", "form_form.go")
	case "table_api":
		add(folder+"handlers.go", "table_api_handlers.go")
	}
	add(folder+"main_test.go", kind+"_main_test.go")
	if f.Table {
		add(folder+"table.go", "table.go")
		add(folder+"table_test.go", "table_test.go")
		add("terraform/own_"+f.Resource()+".tf", "table.tf")
	}
	if f.IsPage() {
		add(f.Template(), map[bool]string{true: "form.templ", false: "page.templ"}[f.Form])
		add("templates/"+f.Resource()+"_test.go", "page_samples_test.go")
	}
	return sources, err
}

// checkFree refuses to overwrite other files. One with the same content was written by an earlier run.
func (f Function) checkFree(sources []undo.File) error {
	for _, source := range sources {
		content, err := os.ReadFile(filepath.Join(f.site.Root, filepath.FromSlash(source.Name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("looking for %s: %w", source.Name, err)
		case !bytes.Equal(content, source.Content):
			return fmt.Errorf("%s already exists: choose another name, or remove it", source.Name)
		}
	}
	return nil
}
