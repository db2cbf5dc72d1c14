package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
)

func TestBrandIsCheckedAndDrawn(t *testing.T) {
	files := brandedProject(t)
	for _, name := range []string{"templates/brand/icon.svg", "templates/brand/login.css", "templates/assets/site.css"} {
		content, err := os.ReadFile("../../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(content)
	}
	root := newGitProject(t, files)
	var out bytes.Buffer
	if err := previewBrand(root, &out); err != nil || !strings.Contains(out.String(), "is in order") {
		t.Fatalf("%v %s", err, &out)
	}
	if page := content(t, root, previewFile); !strings.Contains(page, "Brand of Old") || strings.Count(page, "<iframe") != 5 {
		t.Errorf("%.300s", page)
	}
	commitFiles(t, root, map[string]string{brand.File: strings.Replace(content(t, root, brand.File), `"accent"`,
		`"akzent"`, 1)})
	var refused *brand.Error
	if err := previewBrand(root, &out); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
}
