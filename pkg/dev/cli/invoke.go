package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/scaffold"
	"cognitossr/pkg/routes"
)

func newInvokeCommand() *cobra.Command {
	var raw, forSAM bool
	command := &cobra.Command{
		Use:   "invoke NAME [EVENT]",
		Short: "Invoke one function with an event, as Lambda would, and show its response",
		Long: "Invokes one function with an event from a file, by default functions/NAME/event.json. Placeholders such\n" +
			"as {{id_token}} are replaced with fresh values from a local user pool that exists only for the\n" +
			"invocation.\n\n" +
			"With --for-sam nothing is invoked: the event and the environment are written to .cache/sam/ for sam\n" +
			"local invoke. The tokens are valid for one day.",
		Example: "  ./build.sh invoke home\n  ./build.sh invoke home functions/home/event-signed-in.json\n  " +
			"./build.sh invoke profile functions/profile/event-signed-in.json --for-sam",
		Args: cobra.RangeArgs(1, 2),
		RunE: slowly("Building the functions, and calling one", func(command *cobra.Command, args []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			if _, err := chosen(table, args[:1]); err != nil {
				return err
			}
			file := filepath.Join(root, "functions", args[0], "event.json")
			if len(args) == 2 {
				file = args[1]
			}
			if err := checkFile("the event", file, "events are in functions/"+args[0]+"/event*.json"); err != nil {
				return err
			}
			event, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("reading the event: %w", err)
			}
			if !json.Valid(event) {
				return wrongUse{fmt.Errorf("the event %s: it is not JSON; events are in functions/%s/event*.json", file, args[0])}
			}
			i := invocation{root: root, table: table, name: args[0], event: event, out: command.OutOrStdout(),
				log: command.ErrOrStderr()}
			return i.run(command.Context(), raw, forSAM)
		}),
	}
	command.Flags().BoolVar(&raw, "raw", false, "print the function's JSON response unchanged")
	command.Flags().BoolVar(&forSAM, "for-sam", false, "write event and environment for sam local invoke instead")
	return command
}

type invocation struct {
	root, name string
	table      routes.Table
	event      []byte
	out, log   io.Writer
}

func (i invocation) run(ctx context.Context, raw, forSAM bool) error {
	clock := &local.Clock{}
	options := local.Options{
		Root: i.root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", KeepGoing: true, Now: clock.Now, Getenv: os.Getenv,
		Output: i.log, Log: slog.New(slog.NewTextHandler(i.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if forSAM {
		options.AccessTokenValidity, options.IDTokenValidity = 24*time.Hour, 24*time.Hour
	}
	stack, err := local.Start(ctx, options)
	if err != nil {
		return err
	}
	defer stack.Close()
	event, err := local.NewSampler(stack, clock).Fill(ctx, i.event)
	if err != nil && stack.BuildError != nil {
		return fmt.Errorf("the event needs a signed-in user: %w", stack.BuildError) // the error page is HTML
	}
	if err != nil {
		return err
	}
	if forSAM {
		return i.writeForSAM(stack, event)
	}
	answer, err := stack.Invoke(ctx, i.name, event)
	if err != nil {
		fmt.Fprintln(i.out, explained(err))
		return statusError(1)
	}
	if raw {
		_, err := fmt.Fprintf(i.out, "%s\n", answer)
		return err
	}
	return writeAnswer(i.out, answer)
}

// explained adds to an error what the process printed, if known.
func explained(err error) string {
	if detailed, ok := errors.AsType[interface {
		error
		Explanation() string
	}](err); ok {
		return detailed.Explanation()
	}
	return err.Error()
}

// writeForSAM writes the input of sam local invoke: the event, and the variables by the functions' ids in
// template.yaml.
func (i invocation) writeForSAM(stack *local.Stack, event []byte) error {
	dir := filepath.Join(i.root, ".cache", "sam")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making %s: %w", dir, err)
	}
	variables := map[string]map[string]string{}
	for _, f := range i.table.Functions {
		variables[scaffold.Pascal(f.Name)+"Function"] = map[string]string{}
		for _, variable := range stack.Environment(f) {
			name, value, _ := strings.Cut(variable, "=")
			variables[scaffold.Pascal(f.Name)+"Function"][name] = value
		}
	}
	environment, err := json.MarshalIndent(variables, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the environment: %w", err)
	}
	for name, content := range map[string][]byte{"event.json": event, "env.json": environment} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	fmt.Fprintf(i.out, "Wrote .cache/sam/event.json and .cache/sam/env.json. After ./build.sh:\n  sam local invoke "+
		"%sFunction -e .cache/sam/event.json -n .cache/sam/env.json\n", scaffold.Pascal(i.name))
	return nil
}

// httpAnswer is a function's response to an HTTP event.
type httpAnswer struct {
	StatusCode      int
	Headers         map[string]string
	Cookies         []string
	Body            string
	IsBase64Encoded bool
}

// writeAnswer prints a response as a browser would receive it, or any other JSON with line breaks.
func writeAnswer(out io.Writer, payload []byte) error {
	var a httpAnswer
	if err := json.Unmarshal(payload, &a); err != nil || a.StatusCode == 0 {
		var value any
		if err := json.Unmarshal(payload, &value); err != nil {
			return fmt.Errorf("the response is not JSON: %w", err)
		}
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(value)
	}
	fmt.Fprintf(out, "%d %s\n", a.StatusCode, http.StatusText(a.StatusCode))
	var lines []string
	for name, value := range a.Headers {
		lines = append(lines, name+": "+value)
	}
	slices.Sort(lines)
	for _, cookie := range a.Cookies {
		lines = append(lines, "set-cookie: "+cookie)
	}
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
	body := a.Body
	if a.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(a.Body)
		if err != nil {
			return fmt.Errorf("reading the response's body: %w", err)
		}
		body = string(decoded)
	}
	_, err := fmt.Fprintf(out, "\n%s\n", body)
	return err
}
