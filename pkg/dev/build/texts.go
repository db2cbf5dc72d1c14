package build

import (
	"context"
	"os"
	"path/filepath"
)

// languageFolder is where the site's texts are, and the Go file that is made of them.
const (
	languageFolder = "pkg/language"
	textsFile      = "texts_gen.go"
)

// staleTexts reports whether a text was saved after the Go file was made of them.
func staleTexts(root string) bool {
	folder := filepath.Join(root, filepath.FromSlash(languageFolder))
	files, _ := filepath.Glob(filepath.Join(folder, "texts", "*.txt")) // the pattern is well formed
	made, err := os.Stat(filepath.Join(folder, textsFile))
	if err != nil {
		return len(files) > 0
	}
	for _, file := range append(files, filepath.Join(folder, "texts")) { // the folder, for a language that was removed
		if info, err := os.Stat(file); err == nil && made.ModTime().Before(info.ModTime()) {
			return true
		}
	}
	return false
}

func (o Options) generateTexts(ctx context.Context) error {
	folder := filepath.Join(o.Root, filepath.FromSlash(languageFolder))
	if !exists(filepath.Join(folder, "texts")) {
		return nil // a repository without texts
	}
	o.Step("Making the texts")
	command := o.goTool.AsDeployed().Command(ctx, "run", "./internal/textgen") // it runs here, whatever the functions are built for
	command.Dir = folder
	if output, err := command.CombinedOutput(); err != nil {
		return &Error{Name: textsStep, Output: string(output)}
	}
	return nil
}
