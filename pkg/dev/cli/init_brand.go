package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/dev/rename"
)

// askForBrand asks for what no flag says. An empty answer is the default.
func (i *initialization) askForBrand() {
	ask := func(into *string, question string) {
		if *into == "" {
			*into, _ = newDialogue(i.in, i.out).ask(question)
		}
	}
	ask(&i.to.Site, fmt.Sprintf("Name of the site, as visitors read it [%s]: ", path.Base(i.to.Module)))
	ask(&i.accent, "Colour of links and buttons, as in #1f4f8f [as it is]: ")
}

// coloured adds the accent to the changes of names.
func (i initialization) coloured(changed []rename.File) ([]rename.File, error) {
	if i.accent == "" {
		if i.accentDark != "" {
			return nil, errors.New("--accent-dark changes the dark scheme alone: give --accent too, or edit " + brand.File)
		}
		return changed, nil
	}
	light, ok := brand.ParseColour(i.accent)
	dark, alsoOK := brand.ParseColour(i.accentDark)
	if !ok || i.accentDark != "" && !alsoOK {
		return nil, fmt.Errorf("%s is no colour: write # and six hexadecimal digits, as in --accent \"#1f4f8f\"",
			strings.TrimSpace(i.accent+" "+i.accentDark))
	}
	held, err := os.ReadFile(filepath.Join(i.root, filepath.FromSlash(brand.File)))
	if err != nil {
		return nil, fmt.Errorf("reading the brand: %w", err)
	}
	settings, err := brand.Parse(brand.WithName(held, i.to.Site))
	if err != nil {
		return nil, err
	}
	if settings, err = settings.WithAccent(light, dark); err != nil {
		return nil, err
	}
	changed = slices.DeleteFunc(changed, func(f rename.File) bool { return f.Name == brand.File })
	if content := settings.JSON(); !bytes.Equal(content, held) {
		changed = append(changed, rename.File{Name: brand.File, Content: content})
	}
	return changed, nil
}

// makeBrand makes what a new colour is in.
func (i initialization) makeBrand(ctx context.Context) error {
	if i.accent == "" {
		return nil
	}
	fmt.Fprintln(i.out, "Making style sheets and icons in the new colour")
	if err := build.GenerateBrand(ctx, i.root); err != nil {
		return fmt.Errorf("names and colours are written, but not what is made of them: run ./build.sh generate, or git checkout . to undo it: %w", err)
	}
	return nil
}
