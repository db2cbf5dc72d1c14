package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/dev/gotool"
)

// Package is a package that a function is made of, as the go command describes it.
type Package struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	EmbedFiles []string // relative to Dir
	Module     *struct{ Main bool }
	Deps       []string
	Incomplete bool // something in it or below it cannot even be read
	Error      *loadError
	DepsErrors []*loadError
}

type loadError struct {
	Pos string
	Err string
}

// Own reports whether the package is one of this repository, whose files somebody may change.
func (p Package) Own() bool { return p.Module != nil && p.Module.Main }

// Files are the paths of all files that get into the binary.
func (p Package) Files() []string {
	var files []string
	for _, name := range slices.Concat(p.GoFiles, p.EmbedFiles) {
		files = append(files, filepath.Join(p.Dir, filepath.FromSlash(name)))
	}
	return files
}

// sources are the packages of a number of functions.
type sources struct {
	byPath map[string]Package
	byDir  map[string]Package
	root   string
	hashes map[string]string // import path -> hash of the package's files
	common string            // what goes into every fingerprint
}

// readSources asks the go command what the functions are made of.
func readSources(ctx context.Context, o Options, names []string) (*sources, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, fmt.Errorf("finding the repository: %w", err)
	}
	s := &sources{byPath: map[string]Package{}, byDir: map[string]Package{}, root: root, hashes: map[string]string{}}
	if len(names) == 0 {
		return s, nil
	}
	if s.common, err = o.commonInput(); err != nil {
		return nil, err
	}
	args := []string{"list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,EmbedFiles,Module,Deps,Incomplete,Error,DepsErrors"}
	args = slices.Concat(args, o.flags(), packagesOf(names))
	listing, err := gotool.Output(o.goCommand(ctx, args...))
	if err != nil {
		return nil, fmt.Errorf("listing what the functions are made of: %w", err)
	}
	if err := s.read(listing); err != nil {
		return nil, err
	}
	return s, s.checkDownloads(ctx, o, names)
}

// checkDownloads keeps a missing network from being called a mistake in the source.
func (s *sources) checkDownloads(ctx context.Context, o Options, names []string) error {
	for _, p := range s.byPath {
		if p.Error != nil && !p.Own() {
			return o.goTool.With(o.target()...).CheckDownloads(ctx, "the site", p.Error.Err, packagesOf(names)...)
		}
	}
	return nil
}

// packagesOf names the programs of functions as the go command wants it.
func packagesOf(names []string) (packages []string) {
	for _, name := range names {
		packages = append(packages, "./functions/"+name)
	}
	return packages
}

func (s *sources) read(listing []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(listing))
	for {
		var p Package
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the go command's list: %w", err)
		}
		s.byPath[p.ImportPath] = p
		if p.Own() {
			s.byDir[p.Dir] = p
		}
	}
}

func (s *sources) has(importPath string) bool {
	_, known := s.byPath[importPath]
	return known
}

// main is the program of a function.
func (s *sources) main(name string) Package {
	if p, ok := s.byDir[filepath.Join(s.root, "functions", name)]; ok {
		return p
	}
	resolved, _ := filepath.EvalSymlinks(s.root) // the go command follows links in the folder's path, as /var is one on macOS
	return s.byDir[filepath.Join(resolved, "functions", name)]
}

// packages are the function's own packages of this repository.
func (s *sources) packages(name string) []Package {
	main := s.main(name)
	own := []Package{main}
	for _, path := range main.Deps {
		if p := s.byPath[path]; p.Own() {
			own = append(own, p)
		}
	}
	return own
}

// problem is why a function cannot be built at all: the go command would build none of those that it is asked for
// together with it.
func (s *sources) problem(name string) error {
	main := s.main(name)
	if !main.Incomplete {
		return nil
	}
	var lines []string
	for _, e := range append(main.DepsErrors, main.Error) {
		if e == nil {
			continue
		}
		line := strings.TrimSpace(e.Err)
		if e.Pos != "" {
			line = e.Pos + ": " + line
		}
		lines = append(lines, line)
	}
	return &Error{Name: name, Output: strings.Join(lines, "\n")}
}

func (s *sources) linksSDK(name string) bool {
	return slices.ContainsFunc(s.main(name).Deps, func(path string) bool { return strings.HasPrefix(path, "github.com/aws/aws-sdk-go-v2/") })
}

// fingerprint is a hash of all that the binary depends on: its own packages' files, the versions of all others, the Go
// version, the flags.
func (s *sources) fingerprint(name string) (string, error) {
	lines := []string{s.common}
	for _, p := range s.packages(name) {
		hash, err := s.hash(p)
		if err != nil {
			return "", fmt.Errorf("reading package %s: %w", p.ImportPath, err)
		}
		lines = append(lines, p.ImportPath+" "+hash)
	}
	return digest([]byte(strings.Join(lines, "\n"))), nil
}

func (s *sources) hash(p Package) (string, error) {
	if hash, known := s.hashes[p.ImportPath]; known {
		return hash, nil
	}
	sum := sha256.New()
	for _, path := range p.Files() {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", filepath.Base(path), len(content), content)
	}
	s.hashes[p.ImportPath] = hex.EncodeToString(sum.Sum(nil))
	return s.hashes[p.ImportPath], nil
}

// commonInput lists what every binary depends on: the Go version, flags and environment, and which versions of other
// modules are used.
func (o Options) commonInput() (string, error) {
	parts := slices.Concat([]string{o.goTool.Version}, o.flags(), gotool.Fixed, o.target())
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(o.Root, name))
		if err != nil && !os.IsNotExist(err) {
			return "", fmt.Errorf("reading %s: %w", name, err)
		}
		parts = append(parts, digest(content))
	}
	return strings.Join(parts, "\n"), nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
