package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// format is how a command prints what it lists: a table for people, or JSON for programs. No command prints colours.
type format struct{ json bool }

func (f *format) addTo(flags *pflag.FlagSet) { flags.BoolVar(&f.json, "json", false, "print JSON") }

// print writes a value as JSON, or rows as a table, whose head is left out if it is empty.
func (f format) print(out io.Writer, value any, head []string, rows [][]string) error {
	if f.json {
		return printJSON(out, value)
	}
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	if len(head) > 0 {
		fmt.Fprintln(table, strings.Join(head, "\t"))
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = visible(cell)
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) { // an empty cell at the end of a row parts no columns
		if _, err := fmt.Fprintln(out, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// visible escapes control characters in texts that users chose, for output on a terminal.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// saysOnly are the commands whose output only tells how they get on: with --quiet they print nothing but errors. What
// others print is what they are called for.
var saysOnly = []string{"build.sh", "build", "generate", "clean", "new", "sam", "brand"}

// addQuiet adds --quiet to all commands.
func addQuiet(root *cobra.Command) {
	cobra.EnableTraverseRunHooks = true // commands have hooks of their own
	quiet := root.PersistentFlags().BoolP("quiet", "q", false, "print nothing but errors and what was asked for")
	root.PersistentPreRun = func(command *cobra.Command, _ []string) {
		if *quiet {
			beQuiet(command)
		}
	}
}

// beQuiet silences a command, with --quiet.
func beQuiet(command *cobra.Command) {
	for _, name := range saysOnly {
		if command.Name() == name {
			command.SetOut(io.Discard)
		}
	}
	command.SetContext(withoutNotes(command.Context()))
}
