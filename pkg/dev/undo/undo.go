// Package undo writes files of a repository so that they can be taken back when a later step fails. It must not know
// what is in them, and it does nothing for a process that is killed.
package undo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// File is a file by its path below the repository's folder, with slashes.
type File struct {
	Name    string
	Content []byte // nil: there is none
}

// Changes records what was written, and what it replaced.
type Changes struct {
	Root string // the repository's folder

	before []File
	dirs   []string // that were made, outermost first
}

// Note records a file before somebody else writes it.
func (c *Changes) Note(name string) error {
	content, err := os.ReadFile(filepath.Join(c.Root, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for %s: %w", name, err)
	}
	c.before = append(c.before, File{name, content})
	return nil
}

// Write writes files, and makes their folders.
func (c *Changes) Write(files ...File) error {
	for _, f := range files {
		path := filepath.Join(c.Root, filepath.FromSlash(f.Name))
		dir := filepath.Dir(path)
		if _, err := os.Stat(dir); err != nil {
			c.dirs = append(c.dirs, dir)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("making the folder of %s: %w", f.Name, err)
			}
		}
		if err := c.Note(f.Name); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Content, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", f.Name, err)
		}
	}
	return nil
}

// Undo restores the previous state, the last change first.
func (c *Changes) Undo() error {
	var problems []error
	for _, f := range slices.Backward(c.before) {
		path := filepath.Join(c.Root, filepath.FromSlash(f.Name))
		err := os.Remove(path)
		if f.Content != nil {
			err = os.WriteFile(path, f.Content, 0o644)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, fmt.Errorf("taking back %s: %w", f.Name, err))
		}
	}
	for _, dir := range slices.Backward(c.dirs) {
		_ = os.Remove(dir) // a folder with other files in it stays
	}
	return errors.Join(problems...)
}
