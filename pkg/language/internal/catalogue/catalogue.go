// Package catalogue reads the files of the site's texts, for the generator and for tests. No function links it: what
// is deployed holds generated Go.
package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Source is the code of the language that the others are translations of.
const Source = "en"

// Language is one file.
type Language struct {
	Code  string            // of BCP 47, as in the file's name
	Texts map[string]string // by name; {name} in a text is a parameter
}

// Read returns all languages of a folder, the source first.
func Read(folder fs.FS) ([]Language, error) {
	files, err := fs.Glob(folder, "*.txt")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("finding texts: %w", errors.Join(err, fs.ErrNotExist))
	}
	var languages []Language
	for _, file := range files {
		content, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, fmt.Errorf("reading texts: %w", err)
		}
		texts, err := parse(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		languages = append(languages, Language{strings.TrimSuffix(file, ".txt"), texts})
	}
	first := slices.IndexFunc(languages, func(l Language) bool { return l.Code == Source })
	if first < 0 {
		return nil, fmt.Errorf("there is no %s.txt", Source)
	}
	source := languages[first]
	return append([]Language{source}, slices.Delete(languages, first, first+1)...), nil
}

// parse reads lines "Name: text". A line that begins with "#" is a comment.
func parse(content string) (map[string]string, error) {
	texts := map[string]string{}
	for i, line := range strings.Split(content, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, text, found := strings.Cut(line, ": ")
		switch {
		case !found || name == "" || name[0] < 'A' || name[0] > 'Z':
			return nil, fmt.Errorf("line %d is not \"Name: text\"", i+1)
		case texts[name] != "":
			return nil, fmt.Errorf("line %d: %s is there twice", i+1, name)
		case strings.Count(text, "{") != strings.Count(text, "}"):
			return nil, fmt.Errorf("line %d: a parameter without end", i+1)
		}
		texts[name] = strings.TrimSpace(text)
	}
	return texts, nil
}

// Pieces parts a text at its parameters: pieces and names of parameters take turns, and a piece may be empty.
func Pieces(text string) []string {
	var pieces []string
	for {
		before, rest, found := strings.Cut(text, "{")
		pieces = append(pieces, before)
		if !found {
			return pieces
		}
		name, after, _ := strings.Cut(rest, "}")
		pieces, text = append(pieces, name), after
	}
}

// Parameters returns the names of a text's parameters, in the order of the text.
func Parameters(text string) []string {
	var names []string
	for i, piece := range Pieces(text) {
		if i%2 == 1 && !slices.Contains(names, piece) {
			names = append(names, piece)
		}
	}
	return names
}
