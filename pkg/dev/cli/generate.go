package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/build"
)

func newGenerateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "generate",
		Short: "Regenerate the committed files: what is made of brand, templates, texts and list of functions",
		Args:  cobra.NoArgs,
		RunE: slowly("Generating", func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			changed, err := generate(command.Context(), root)
			if err != nil {
				return err
			}
			if len(changed) == 0 {
				fmt.Fprintln(command.OutOrStdout(), "Everything is up to date.")
				return nil
			}
			fmt.Fprintf(command.OutOrStdout(), "Regenerated: %s\n", strings.Join(changed, ", "))
			return nil
		}),
	}
}

// generate regenerates every generated file and returns the names of those that changed.
func generate(ctx context.Context, root string) (changed []string, err error) {
	before, err := generatedFiles(root)
	if err != nil {
		return nil, err
	}
	if err := build.GenerateAll(ctx, root); err != nil {
		return nil, err
	}
	if err := writeSAM(root); err != nil {
		return nil, err
	}
	after, err := generatedFiles(root)
	if err != nil {
		return nil, err
	}
	for name, sum := range after {
		if before[name] != sum {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// The generated files: those with names of their own, and the ends of the names of others.
var (
	namedGenerated = []string{
		"template.yaml", "templates/site.go", "templates/assets/icon.svg", "templates/assets/favicon.ico",
		"terraform/branding/login.css", "terraform/branding/logo.png",
	}
	generatedSuffixes = []string{"_templ.go", "_gen.go", ".min.css", ".css.gz"}
)

// isGenerated reports whether ./build.sh generate makes a file, by its path below the root.
func isGenerated(name string) bool {
	return slices.Contains(namedGenerated, name) ||
		slices.ContainsFunc(generatedSuffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// generatedFiles returns the generated files with a hash of each.
func generatedFiles(root string) (map[string][sha256.Size]byte, error) {
	files := map[string][sha256.Size]byte{}
	add := func(path string) error {
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		name, _ := filepath.Rel(root, path) // both are absolute
		files[name] = sha256.Sum256(content)
		return err
	}
	for _, name := range namedGenerated {
		if err := add(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
	}
	walk := func(path string, entry fs.DirEntry, err error) error {
		for _, suffix := range generatedSuffixes {
			if err == nil && strings.HasSuffix(path, suffix) {
				return add(path)
			}
		}
		return err
	}
	for _, folder := range []string{"templates", filepath.Join("pkg", "language")} {
		if err := filepath.WalkDir(filepath.Join(root, folder), walk); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return files, nil
}
