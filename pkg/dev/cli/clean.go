package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newCleanCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove everything that was built: dist/, .cache/, artefacts/",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			for _, name := range []string{"dist", ".cache", "artefacts", "coverage.out"} {
				if err := removeAll(filepath.Join(root, name)); err != nil {
					return err
				}
			}
			fmt.Fprintln(command.OutOrStdout(), "Removed dist/, .cache/ and artefacts/. Terraform's files are left alone.")
			return nil
		},
	}
}

// removeAll removes a folder even where it holds Go's module cache, whose folders cannot be written to.
func removeAll(path string) error {
	_ = filepath.WalkDir(path, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			_ = os.Chmod(path, 0o755)
		}
		return nil
	})
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("removing %s: %w", path, err)
	}
	return nil
}
