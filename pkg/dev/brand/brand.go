// Package brand reads the brand of a site, templates/brand.json, and makes of it what the site, Cognito's classic pages
// and its managed login are given: style sheets, icons, settings. What cannot be used is refused with file, field and
// what to do.
//
// It writes no file and calls nobody: templates/internal/assetgen writes what it makes, ./build.sh deploy sends it.
package brand

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// File is where the settings are, below the root of the repository.
const File = "templates/brand.json"

// folder is what paths in the settings are relative to, and classicSource the style sheet of the classic pages.
const (
	folder        = "templates"
	classicSource = "templates/brand/login.css"
)

// Colours are the colours of one scheme by their names, as they are called in the style sheets.
type Colours map[string]Colour

// names are all colours that a scheme has, in the order of the style sheet.
var names = []string{
	"ink", "quiet", "ground", "card", "line", "edge", "accent", "accent-hover", "on-accent",
	"good", "good-ground", "bad", "bad-ground", "shade",
}

// Links are the addresses of the footer: paths of the site or https URLs. "" is no link.
type Links struct{ Privacy, Terms, Help string }

// Settings are the brand, as brand.json says it.
type Settings struct {
	Name   string // what visitors read
	Icon   string // SVG whose colours are var(--NAME), a path below templates
	Logo   string // PNG or JPEG for the classic pages, a path below templates; "" where the icon is drawn for them
	Radius int    // of corners, in CSS pixels
	Light  Colours
	Dark   Colours
	Links  Links
}

// Brand is the settings with the files that they name.
type Brand struct {
	Settings

	icon    string // the SVG, with var(--NAME)
	logo    []byte // nil where there is none
	classic string // the style sheet of the classic pages, with var(--NAME)
}

// Read reads and checks the brand of the repository at root. The error holds one *Error for each mistake.
func Read(root string) (Brand, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(File)))
	if err != nil {
		return Brand{}, fmt.Errorf("reading the brand: %w", err)
	}
	settings, err := Parse(source)
	if err != nil {
		return Brand{}, err
	}
	b := Brand{Settings: settings}
	if err := b.readFiles(root); err != nil {
		return Brand{}, err
	}
	return b, nil
}

func (b *Brand) readFiles(root string) error {
	read := func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	}
	icon, err := read(folder + "/" + b.Icon)
	if err != nil {
		return mistake(File, "icon", fmt.Sprintf("%s cannot be read (%v)", b.Icon, cause(err)),
			"give the path of an SVG below "+folder)
	}
	b.icon = strings.TrimSpace(string(icon)) + "\n"
	if err := checkIcon(folder+"/"+b.Icon, b.icon, b.Light); err != nil {
		return err
	}
	if b.Logo != "" {
		if b.logo, err = read(folder + "/" + b.Logo); err != nil {
			return mistake(File, "logo", fmt.Sprintf("%s cannot be read (%v)", b.Logo, cause(err)),
				"give the path of a PNG or JPEG below "+folder+", or \"\" to have the icon drawn")
		}
		if err := checkLogo(folder+"/"+b.Logo, b.logo); err != nil {
			return err
		}
	}
	classic, err := read(classicSource)
	if err != nil {
		return fmt.Errorf("reading the style sheet of the classic pages: %w", err)
	}
	b.classic = string(classic)
	return checkVariables(classicSource, b.classic, b.Light)
}

// Error is a setting that cannot be used.
type Error struct {
	File    string // path below the root of the repository
	Field   string // as in light.accent; "" where it is the whole file
	Problem string
	Next    string // what to do about it
}

// Error implements error.
func (e *Error) Error() string {
	where := e.File
	if e.Field != "" {
		where += ": " + e.Field
	}
	return where + ": " + e.Problem + "; " + e.Next
}

func mistake(file, field, problem, next string) *Error {
	return &Error{File: file, Field: field, Problem: problem, Next: next}
}

// cause is a file's error without the path of this machine.
func cause(err error) error {
	if inner, ok := err.(interface{ Unwrap() error }); ok {
		return inner.Unwrap()
	}
	return err
}
