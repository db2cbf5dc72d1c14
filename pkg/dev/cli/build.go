package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/routes"
)

func newBuildCommand() *cobra.Command {
	var arch string
	command := &cobra.Command{
		Use:   "build [function...]",
		Short: "Build functions for Lambda: dist/<name>/bootstrap and dist/<name>.zip",
		Long: "Builds functions, or all of them, for Lambda's provided.al2023 runtime into dist/<name>/bootstrap and " +
			"dist/<name>.zip.\n" +
			"The same source and Go version produce the same bytes everywhere. Unchanged functions are not rebuilt.",
		Example: "  ./build.sh\n  ./build.sh build home profile\n  ./build.sh build --arch amd64",
		RunE: func(command *cobra.Command, names []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			return buildFunctions(command, build.Options{Root: root, OutDir: filepath.Join(root, "dist"), GOARCH: arch,
				Zip: true}, table, names)
		},
	}
	command.Flags().StringVar(&arch, "arch", defaultArch(),
		"architecture of the Lambda functions: arm64 or amd64; GOARCH changes the default")
	return command
}

func defaultArch() string {
	if arch := os.Getenv("GOARCH"); arch != "" {
		return arch
	}
	return "arm64"
}

func openRepository() (string, routes.Table, error) {
	root, err := repository()
	if err != nil {
		return "", routes.Table{}, err
	}
	table, err := routes.Load(routes.Path(root))
	return root, table, err
}

// chosen checks names against the list of functions; none means all.
func chosen(table routes.Table, names []string) ([]string, error) {
	var all []string
	for _, function := range table.Functions {
		all = append(all, function.Name)
	}
	if len(names) == 0 {
		return all, nil
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, wrongUse{fmt.Errorf("there is no function %q in functions/routes.json; there are %s", name,
				strings.Join(all, ", "))}
		}
	}
	return names, nil
}

func buildFunctions(command *cobra.Command, o build.Options, table routes.Table, names []string) error {
	if o.GOARCH != "arm64" && o.GOARCH != "amd64" {
		return wrongUse{fmt.Errorf("architecture %q: Lambda supports arm64 and amd64; choose one with --arch or GOARCH", o.GOARCH)}
	}
	names, err := chosen(table, names)
	if err != nil {
		return err
	}
	out := command.OutOrStdout()
	begin, done := time.Now(), 0
	fmt.Fprintf(out, "Building %d functions for linux/%s\n", len(names), o.GOARCH)
	o.Progress = func(result build.Result) {
		done++
		fmt.Fprintf(out, "  [%*d/%d] %-18s %s\n", len(fmt.Sprint(len(names))), done, len(names), result.Name, outcome(result))
	}
	results, err := build.Functions(command.Context(), o, names...)
	if err != nil {
		return err
	}
	if err := build.Errors(results); err != nil {
		return err
	}
	writeSizes(out, results)
	fmt.Fprintf(out, "Done in %.1f s: %s\n", time.Since(begin).Seconds(), o.OutDir)
	return nil
}

func outcome(result build.Result) string {
	switch {
	case result.Err != nil:
		return "does not compile"
	case result.Built:
		return "built"
	}
	return "unchanged"
}

func writeSizes(out io.Writer, results []build.Result) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nFUNCTION\tZIP\tAWS SDK")
	for _, result := range results {
		sdk := "-"
		if result.SDK {
			sdk = "linked"
		}
		fmt.Fprintf(table, "%s\t%.2f MB\t%s\n", result.Name, float64(result.ZipSize)/1e6, sdk)
	}
	fmt.Fprintln(table)
	_ = table.Flush() // an error means that the output is closed
}
