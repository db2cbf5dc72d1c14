// Package jsonfile reads JSON files that people write, and says of each mistake in which line it is. It knows nothing of
// what the files are about.
package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cognitossr/pkg/routes"
)

// File is a file that is being read, and what is wrong with it.
type File struct {
	name     string
	data     []byte
	problems []error
}

// Element is the whole file, a member of an object, or an element of a list.
type Element struct {
	Name  string // of a member
	Value json.RawMessage
	At    int // offset in the file
}

// Read reads a file. The element is its whole content.
func Read(path string) (*File, Element, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, Element{}, err
	}
	f := &File{name: filepath.Base(path), data: data}
	var value json.RawMessage
	if err := json.Unmarshal(data, &value); err != nil {
		at := len(data)
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at = int(syntax.Offset) - 1
		}
		return nil, Element{}, fmt.Errorf("%s: not JSON: %w", f.place(max(at, 0)), err)
	}
	return f, Element{Value: value, At: bytes.Index(data, value)}, nil
}

func (f *File) place(at int) string {
	return fmt.Sprintf("%s:%d", f.name, 1+bytes.Count(f.data[:at], []byte("\n")))
}

// Problem notes that something is wrong at an offset.
func (f *File) Problem(at int, format string, args ...any) {
	f.problems = append(f.problems, fmt.Errorf("%s: %w", f.place(at), fmt.Errorf(format, args...)))
}

// Err is all that is wrong, or nil.
func (f *File) Err() error { return errors.Join(f.problems...) }

// IsObject says that it is an object.
func (e Element) IsObject() bool { return e.Value[0] == '{' }

// IsList says that it is a list.
func (e Element) IsList() bool { return e.Value[0] == '[' }

// Elements are the members of an object, or the elements of a list.
func (e Element) Elements() (all []Element) {
	decoder := json.NewDecoder(bytes.NewReader(e.Value))
	_, _ = decoder.Token() // the brace or bracket; all is valid JSON
	for decoder.More() {
		var child Element
		if e.IsObject() {
			token, _ := decoder.Token()
			child.Name, _ = token.(string)
		}
		_ = decoder.Decode(&child.Value)
		child.At = e.At + int(decoder.InputOffset()) - len(child.Value)
		all = append(all, child)
	}
	return all
}

// Advice is for who wrote a member that nobody knows.
func Advice(name string, known []string, otherwise string) string {
	if near := routes.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise + strings.Join(known, ", ")
}
