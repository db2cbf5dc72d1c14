package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/dev/rename"
	"cognitossr/pkg/dev/undo"
)

func newInitCommand() *cobra.Command {
	var site, holder, accent, accentDark string
	var yes bool
	command := &cobra.Command{
		Use:   "init MODULE --name NAME",
		Short: "Make this clone a site of your own: its Go module, its name and its colour",
		Long: "Make this clone a site of your own: the path of its Go module in every import, and its name on the pages,\n" +
			"in the README and in terraform.tfvars.example. With --accent its colour, too, on the site, in its icon and on\n" +
			"Cognito's pages; on a terminal it asks for name and colour. Shows the files and asks before it writes.\n" +
			"All other colours, the icon and the footer's links are in " + brand.File + ".\n\n" +
			"Nothing may be uncommitted, so that git can undo it: git checkout .",
		Example: "  ./build.sh init github.com/acme/shop --name \"Acme Shop\" --accent \"#1f4f8f\" --holder \"Acme Ltd\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			i := initialization{
				root: root, to: rename.Names{Module: args[0], Site: site, Holder: holder}, accent: accent,
				accentDark: accentDark,
				in:         bufio.NewReader(command.InOrStdin()), out: command.OutOrStdout(), yes: yes,
			}
			if err := i.to.CheckModule(); err != nil {
				return wrongUse{err}
			}
			if terminal, ok := command.InOrStdin().(*os.File); ok && !yes && isTerminal(terminal) {
				i.askForBrand()
			}
			if i.to.Site == "" {
				i.to.Site = path.Base(args[0])
			}
			return i.run(command.Context())
		},
	}
	command.Flags().StringVar(&site, "name", "", "name of the site, as visitors read it (default: the last part of MODULE)")
	command.Flags().StringVar(&accent, "accent", "", "colour of links and buttons, as in #1f4f8f (default: as it is)")
	command.Flags().StringVar(&accentDark, "accent-dark", "", "the same for the dark scheme (default: made from --accent)")
	command.Flags().StringVar(&holder, "holder", "",
		"who holds the copyright of your changes; is added to LICENSE, whose first line must stay")
	command.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return command
}

// initialization renames the copy in root, and gives it a colour.
type initialization struct {
	root               string
	to                 rename.Names
	accent, accentDark string // "" leaves the colours as they are, and makes the dark one of the other
	in                 *bufio.Reader
	out                io.Writer
	yes                bool
}

func (i initialization) run(ctx context.Context) error {
	if err := i.to.Check(); err != nil {
		return wrongUse{err}
	}
	if err := requireCleanTree(ctx, i.root); err != nil {
		return err
	}
	files, err := trackedFiles(ctx, i.root)
	if err != nil {
		return err
	}
	from, err := rename.Read(i.root)
	if err != nil {
		return err
	}
	changed, err := rename.Plan(i.root, files, i.to)
	if err == nil {
		changed, err = i.coloured(changed)
	}
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		fmt.Fprintf(i.out, "This is already %s, module %s: nothing to change.\n", i.to.Site, i.to.Module)
		return nil
	}
	i.announce(from, changed)
	if err := i.ask(); err != nil {
		return err
	}
	if err := writeAll(i.root, changed); err != nil {
		return err
	}
	if err := i.makeBrand(ctx); err != nil {
		return err
	}
	fmt.Fprint(i.out, "\nWritten. Next:\n"+
		"  ./build.sh dev      to see it\n"+
		"  ./build.sh test     to try everything\n"+
		"  ./build.sh screenshots   to make the pictures of the documents again, with Chromium: they show the old name\n"+
		"  git add -A && git commit -m \"Make it our own\"\n"+
		"Later, ./build.sh upgrade merges newer versions of the project into it.\n"+
		"To undo it: git checkout .\n")
	return nil
}

func (i initialization) ask() error {
	if i.yes {
		return nil
	}
	if yes, _ := newDialogue(i.in, i.out).agreed("Write them?"); !yes {
		return errors.New("nothing was changed; answer \"yes\", or pass --yes")
	}
	return nil
}

// announce shows what will change: the files with names in their text one by one, those with imports by number.
func (i initialization) announce(from rename.Names, changed []rename.File) {
	fmt.Fprintf(i.out, "module  %s -> %s\nname    %s -> %s\n\n", from.Module, i.to.Module, from.Site, i.to.Site)
	imports := 0
	for _, file := range changed {
		if ext := path.Ext(file.Name); (ext == ".go" || ext == ".templ") && file.Name != rename.SiteFile {
			imports++
			continue
		}
		fmt.Fprintf(i.out, "  %s\n", file.Name)
	}
	fmt.Fprintf(i.out, "  and the imports of %s\n\n", counted(imports, "file"))
}

// writeAll writes the files, or restores what it has written.
func writeAll(root string, renamed []rename.File) error {
	files := make([]undo.File, len(renamed))
	for n, r := range renamed {
		files[n] = undo.File{Name: r.Name, Content: r.Content}
	}
	written := undo.Changes{Root: root}
	if err := written.Write(files...); err != nil {
		return errors.Join(fmt.Errorf("renaming (all changes were undone): %w", err), written.Undo())
	}
	return nil
}

// requireCleanTree refuses to touch files whose state git could not restore.
func requireCleanTree(ctx context.Context, root string) error {
	status, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return fmt.Errorf("%w\ngit has to be able to undo this: commit everything first (git init && git add -A && git commit)", err)
	}
	if changed := strings.TrimSpace(string(status)); changed != "" {
		first, _, more := strings.Cut(changed, "\n")
		if more {
			first += " and others"
		}
		return fmt.Errorf("there are changes that are not committed (%s): commit or stash them first, so that git can undo this", first)
	}
	return nil
}

func trackedFiles(ctx context.Context, root string) ([]string, error) {
	list, err := git(ctx, root, "ls-files", "-z")
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(list), func(r rune) bool { return r == 0 }), nil
}

// git runs a git command in a folder and returns its output.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = dir
	return gotool.Output(command)
}
