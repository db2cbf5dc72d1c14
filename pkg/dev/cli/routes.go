package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"cognitossr/pkg/routes"

	"github.com/spf13/cobra"
)

func newRoutesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "routes",
		Short: "Show which function answers which route, and who may enter",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, table, err := openRepository()
			if err != nil {
				return err
			}
			return writeRoutes(command.OutOrStdout(), table)
		},
	}
}

func writeRoutes(out io.Writer, table routes.Table) error {
	type row struct{ path, text string }
	var rows []row
	for _, f := range table.Functions {
		for _, key := range f.Routes {
			method, path, found := strings.Cut(key, " ")
			if !found {
				method, path = "ANY", key
			}
			rows = append(rows, row{path + method, strings.Join([]string{method, path, f.Name, string(f.Auth), f.Kind, f.Policy}, "\t")})
		}
		if f.Trigger != "" {
			rows = append(rows, row{"~" + f.Trigger, strings.Join([]string{"-", f.Trigger, f.Name, "-", f.Kind, f.Policy}, "\t")})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.path, b.path) })
	lines := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "METHOD\tPATH\tFUNCTION\tWHO\tKIND\tAWS POLICY")
	for _, r := range rows {
		fmt.Fprintln(lines, strings.TrimRight(r.text, "\t"))
	}
	return lines.Flush()
}
