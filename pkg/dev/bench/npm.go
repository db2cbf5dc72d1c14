package main

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// npmPackages are files of this folder that npm installs packages for.
type npmPackages struct {
	files  embed.FS
	from   string // folder in files
	to     string // folder below dist/bench, which git ignores
	wanted string // a package that is there when they are installed
}

// install writes the files, has npm install the packages where they are not there yet, and returns the folder.
func (n npmPackages) install() (string, error) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("finding %s: %w", tool, err)
		}
	}
	folder, err := filepath.Abs(filepath.Join(repository, "dist", "bench", n.to))
	if err != nil {
		return "", fmt.Errorf("finding the folder for Node: %w", err)
	}
	changed, err := n.write(folder)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", n.wanted)); !changed && err == nil {
		return folder, nil
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = folder
	if output, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w: %s", err, output)
	}
	return folder, nil
}

// write writes the files and reports whether that changed the lock file.
func (n npmPackages) write(folder string) (changed bool, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return false, fmt.Errorf("making the folder for Node: %w", err)
	}
	entries, err := n.files.ReadDir(n.from)
	if err != nil {
		return false, fmt.Errorf("listing %s: %w", n.from, err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		text, err := n.files.ReadFile(path.Join(n.from, entry.Name()))
		if err != nil {
			return false, fmt.Errorf("reading %s: %w", entry.Name(), err)
		}
		target := filepath.Join(folder, entry.Name())
		if before, err := os.ReadFile(target); err == nil && bytes.Equal(before, text) {
			continue
		}
		changed = changed || entry.Name() == "package-lock.json"
		if err := os.WriteFile(target, text, 0o644); err != nil {
			return false, fmt.Errorf("writing %s: %w", entry.Name(), err)
		}
	}
	return changed, nil
}
