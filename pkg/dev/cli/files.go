package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkFile refuses a file that a flag or an argument names and that cannot be read, before anything slow begins. Given
// is how it was named, as in "--users"; what to do instead comes last. No name is no file.
func checkFile(given, name, wayOn string) error {
	if name == "" {
		return nil
	}
	file, err := os.Open(name)
	if err == nil {
		defer file.Close()
		var info fs.FileInfo
		if info, err = file.Stat(); err == nil && info.IsDir() {
			err = errFolder
		}
	}
	if err == nil {
		return nil
	}
	return wrongUse{fmt.Errorf("%s %s: %w; %s", given, name, unreadable(err), wayOn)}
}

// checkOutput refuses a file to be written whose folder is not there, or that is itself a folder.
func checkOutput(given, name string) error {
	if name == "" {
		return nil
	}
	folder := filepath.Dir(name)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return wrongUse{fmt.Errorf("%s %s: there is no folder %s; make it first, or choose another", given, name, folder)}
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return wrongUse{fmt.Errorf("%s %s: %w; add the name of one", given, name, errFolder)}
	}
	return nil
}

var errFolder = errors.New("it is a folder, not a file")

// unreadable says why a file cannot be read, without the system's own words where they are known.
func unreadable(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("you may not read it")
	}
	return err
}
