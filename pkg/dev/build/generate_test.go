package build

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// saveTemplate saves a template of the small repository, a second later than the time before: two saves within a tick
// of the file system look like one.
func saveTemplate(t *testing.T, root, content string, seconds int) {
	t.Helper()
	write(t, root, "templates/page.templ", content)
	saved := time.Now().Add(-time.Hour).Add(time.Duration(seconds) * time.Second)
	if err := os.Chtimes(filepath.Join(root, "templates", "page.templ"), saved, saved); err != nil {
		t.Fatal(err)
	}
}

const templateOf = "package templates\n\ntempl Page() {\n\t<p>hello</p>\n}\n"

func TestSavedTemplateIsCompiled(t *testing.T) {
	own, _ := ownRoot(t)
	if err := Prepare(t.Context(), own); err != nil { // the small repository has no template compiler
		t.Fatal(err)
	}
	root := newRepository(t)
	made := filepath.Join(root, "templates", "page_templ.go")
	saveTemplate(t, root, templateOf, 0)
	if err := Generate(t.Context(), root); err != nil || !strings.Contains(string(read(t, made)), "<p>hello</p>") {
		t.Fatalf("a new template: %v", err)
	}
	write(t, root, "templates/page_templ.go", "package templates // as it was left\n")
	if err := Generate(t.Context(), root); err != nil || !strings.Contains(string(read(t, made)), "as it was left") {
		t.Errorf("a template that has not changed: %v", err)
	}
	saveTemplate(t, root, strings.Replace(templateOf, "hello", "hi", 1), 2*3600)
	if err := Generate(t.Context(), root); err != nil || !strings.Contains(string(read(t, made)), "<p>hi</p>") {
		t.Errorf("a changed template: %v", err)
	}
}

func TestTemplateThatIsWrongIsExplained(t *testing.T) {
	own, _ := ownRoot(t)
	if err := Prepare(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	root := newRepository(t)
	saveTemplate(t, root, "package templates\n\ntempl Page() {\n\t<p>\n}\n", 0)
	for _, attempt := range []string{"first", "second"} {
		var compile *Error
		if err := Generate(t.Context(), root); !errors.As(err, &compile) || compile.Name != "templates" ||
			!strings.Contains(compile.Output, "page.templ") {
			t.Errorf("the %s time: %v", attempt, err)
		} else if !strings.HasPrefix(err.Error(), "a template does not compile:\n") {
			t.Errorf("the %s time it reads %q", attempt, err)
		}
	}
	saveTemplate(t, root, templateOf, 2*3600)
	if err := Generate(t.Context(), root); err != nil {
		t.Errorf("mended: %v", err)
	}
}
