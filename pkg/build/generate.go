package build

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// templ is the path of the template compiler, asked for once: the go command takes longer to find it than it takes to run.
var templ struct {
	sync.Mutex
	path string
}

// Generate compiles every template below templates/ that is newer than the Go file made from it.
func Generate(ctx context.Context, root string) error {
	stale, err := staleTemplates(filepath.Join(root, "templates"))
	if err != nil {
		return fmt.Errorf("looking for changed templates: %w", err)
	}
	for _, path := range stale {
		if err := generateOne(ctx, root, path); err != nil {
			return err
		}
	}
	return nil
}

// GenerateAll compiles every template, changed or not.
func GenerateAll(ctx context.Context, root string) error {
	return generate(ctx, root, "-path", filepath.Join(root, "templates"))
}

// generateOne compiles a template. What templ writes is left alone when it is what is there; it must not look stale the next time.
func generateOne(ctx context.Context, root, path string) error {
	if err := generate(ctx, root, "-f", path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at %s: %w", path, err)
	}
	made := generatedFile(path)
	if old, err := os.Stat(made); err == nil && old.ModTime().Before(info.ModTime()) {
		if err := os.Chtimes(made, info.ModTime(), info.ModTime()); err != nil {
			return fmt.Errorf("marking %s as fresh: %w", made, err)
		}
	}
	return nil
}

func generate(ctx context.Context, root string, args ...string) error {
	program, err := templPath(ctx, root)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, program, append([]string{"generate", "-include-version=true", "-include-timestamp=false", "-log-level", "error"}, args...)...)
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return &Error{Name: "templates", Output: string(output)}
	}
	return nil
}

func templPath(ctx context.Context, root string) (string, error) {
	templ.Lock()
	defer templ.Unlock()
	if templ.path != "" && exists(templ.path) {
		return templ.path, nil
	}
	command := exec.CommandContext(ctx, "go", "tool", "-n", "templ")
	command.Dir = root
	output, err := run(command)
	if err != nil {
		return "", fmt.Errorf("building the template compiler: %w", err)
	}
	templ.path = strings.TrimSpace(string(output))
	return templ.path, nil
}

func staleTemplates(dir string) (stale []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if path == dir {
				return nil // a repository without templates
			}
			return err
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".templ") {
			return nil
		}
		source, err := entry.Info()
		if err != nil {
			return err
		}
		if made, err := os.Stat(generatedFile(path)); err != nil || made.ModTime().Before(source.ModTime()) {
			stale = append(stale, path)
		}
		return nil
	})
	return stale, err
}

func generatedFile(path string) string { return strings.TrimSuffix(path, ".templ") + "_templ.go" }
