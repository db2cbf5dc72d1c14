package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// writeManual writes a page for man(1) of the commands: their texts, flags and exit statuses.
//
// Source: https://man7.org/linux/man-pages/man7/man.7.html
func writeManual(out io.Writer, root *cobra.Command) error {
	m := manual{}
	m.line(`.TH BUILD.SH 1`)
	m.line(".SH NAME")
	m.text("build.sh - " + root.Short)
	m.line(".SH SYNOPSIS")
	m.text("./build.sh [command] [flags]")
	m.line(".SH DESCRIPTION")
	m.text(root.Long)
	m.flags(root.LocalFlags())
	m.line(".SH COMMANDS")
	m.commands(root)
	m.line(".SH EXIT STATUS")
	for _, s := range statuses {
		m.line(".TP")
		m.text(fmt.Sprint(s.status))
		m.text(s.meaning)
	}
	m.line(".SH ENVIRONMENT")
	m.text("NO_COLOR: no command prints colours; programs that it runs, as terraform, are told by it.")
	_, err := io.WriteString(out, m.String())
	return err
}

type manual struct{ strings.Builder }

func (m *manual) line(text string) { m.WriteString(text + "\n") }

// text writes lines as they are: a line that begins with a dot or an apostrophe, or has a backslash, would be a request.
func (m *manual) text(text string) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.ReplaceAll(strings.TrimSpace(line), `\`, `\e`)
		switch {
		case line == "":
			line = ".PP"
		case strings.HasPrefix(line, "."), strings.HasPrefix(line, "'"):
			line = `\&` + line
		}
		m.line(strings.ReplaceAll(line, "-", `\-`))
	}
}

func (m *manual) commands(above *cobra.Command) {
	for _, command := range above.Commands() {
		if command.Hidden || !command.IsAvailableCommand() {
			continue
		}
		m.line(".SS")
		m.text("./" + command.UseLine())
		long := command.Long
		if long == "" {
			long = command.Short + "."
		}
		m.text(long)
		m.flags(command.LocalNonPersistentFlags())
		m.flags(command.PersistentFlags())
		if command.Example != "" {
			m.line(".PP\n.nf")
			m.text(command.Example)
			m.line(".fi")
		}
		m.commands(command)
	}
}

func (m *manual) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		name := "--" + flag.Name
		if flag.Value.Type() != "bool" {
			name += " " + strings.ToUpper(flag.Value.Type())
		}
		m.line(".TP")
		m.text(name)
		m.text(flag.Usage)
	})
}
