package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/scaffold"
	"cognitossr/pkg/routes"
)

func newSAMCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sam",
		Short: "Generate template.yaml, for sam local, from functions/routes.json",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			if err := writeSAM(root); err != nil {
				return err
			}
			fmt.Fprintln(command.OutOrStdout(), "Wrote template.yaml. After ./build.sh: sam local invoke HomeFunction -e "+
				"functions/home/event.json")
			return nil
		},
	}
}

//go:embed sam.yaml.tmpl
var samSource string

var samTemplate = template.Must(template.New("template.yaml").Parse(samSource))

// writeSAM writes template.yaml if it is out of date.
func writeSAM(root string) error {
	table, err := routes.Load(routes.Path(root))
	if err != nil {
		return err
	}
	made, err := renderSAM(table)
	if err != nil {
		return err
	}
	path := filepath.Join(root, "template.yaml")
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, made) {
		return nil
	}
	if err := os.WriteFile(path, made, 0o644); err != nil {
		return fmt.Errorf("writing template.yaml: %w", err)
	}
	return nil
}

// samFunction is a function as template.yaml describes it.
type samFunction struct {
	routes.Function
	ID          string // as in HomeFunction
	OwnEndpoint bool   // whether it has a table, whose place the local site tells
	Events      []samEvent
}

type samEvent struct {
	ID           string // as in GetAuthLogin
	Method, Path string // empty for $default
}

func renderSAM(table routes.Table) ([]byte, error) {
	var functions []samFunction
	for _, f := range table.Functions {
		function := samFunction{Function: f, ID: scaffold.Pascal(f.Name) + "Function",
			OwnEndpoint: len(f.Tables()) > 0 && !slices.Contains(f.Environment, "AWS_ENDPOINT_URL_DYNAMODB")}
		for _, key := range f.Keys() {
			event := samEvent{ID: "Default"}
			if key != routes.DefaultRoute {
				event.Method, event.Path, _ = strings.Cut(key, " ")
				event.ID = scaffold.Pascal(strings.ToLower(key))
			}
			function.Events = append(function.Events, event)
		}
		functions = append(functions, function)
	}
	var out bytes.Buffer
	err := samTemplate.Execute(&out, map[string]any{
		"Functions": functions, "Memory": routes.DefaultMemory, "Timeout": routes.DefaultTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("writing template.yaml: %w", err)
	}
	return out.Bytes(), nil
}
