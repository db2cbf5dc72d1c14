package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/brand"
)

func newBrandCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "brand",
		Short: "Check templates/brand.json, and draw the pages of the site and of Cognito in its colours",
		Long: "Checks templates/brand.json and the files that it names: fields, colours, their contrast in light and dark, icon and\n" +
			"logo. Then writes a page that shows the site, Cognito's classic pages and managed login beside each other, in light\n" +
			"and dark. It changes nothing else: ./build.sh generate makes style sheets and icons.",
		Args: cobra.NoArgs,
		RunE: slowly("Drawing the pages", func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			return previewBrand(root, command.OutOrStdout())
		}),
	}
}

// previewFile is where the preview is written, below the root.
const previewFile = "artefacts/brand.html"

func previewBrand(root string, out io.Writer) error {
	b, err := brand.Read(root)
	if err != nil {
		return err
	}
	style, err := os.ReadFile(filepath.Join(root, "templates", "assets", "site.css"))
	if err != nil {
		return fmt.Errorf("reading the site's style sheet: %w", err)
	}
	page, err := b.Preview(string(style))
	if err != nil {
		return err
	}
	file := filepath.Join(root, filepath.FromSlash(previewFile))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("making a folder for the preview: %w", err)
	}
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		return fmt.Errorf("writing the preview: %w", err)
	}
	fmt.Fprintf(out, "%s is in order. Open %s to see it.\n", brand.File, file)
	return nil
}
