package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/routes"
)

// TestStatusesAreDocumented: one table, in the documents and in the tool.
func TestStatusesAreDocumented(t *testing.T) {
	root, _ := project(t)
	text, err := os.ReadFile(filepath.Join(root, "docs", "reference", "commands.md"))
	if os.IsNotExist(err) {
		t.Skip("this site does not keep docs/reference/commands.md")
	}
	for _, s := range statuses {
		if row := fmt.Sprintf("| %d | %s |", s.status, s.meaning); !strings.Contains(string(text), row) {
			t.Errorf("docs/reference/commands.md lacks %s (%v)", row, err)
		}
	}
}

func TestStatusesTellWrongUseFromFailure(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "example")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	for _, test := range []struct {
		args []string
		want int
	}{
		{[]string{"help"}, statusDone},
		{[]string{"fly"}, statusWrongUse},
		{[]string{"dev", "--fast"}, statusWrongUse},
		{[]string{"new"}, statusWrongUse},
		{[]string{"new", "x", "POST /x"}, statusWrongUse},
		{[]string{"help", "fly"}, statusWrongUse},
		{[]string{"invoke", "fly"}, statusWrongUse},
		{[]string{"completion", "tcsh"}, statusWrongUse},
		{[]string{"dev", "--mfa", "maybe"}, statusWrongUse},
		{[]string{"cognito", "--issuer", "other"}, statusWrongUse},
		{[]string{"e2e", "localhost:1"}, statusWrongUse},
		{[]string{"bench", "nosuch"}, statusWrongUse},
		{[]string{"invoke", "home", "nothing.json"}, statusWrongUse},
		{[]string{"new", "Home", "GET /x"}, statusWrongUse},
		{[]string{"new", "home", "GET /x"}, statusWrongUse},
		{[]string{"new", "x", "GET /"}, statusWrongUse},
		{[]string{"init", "not a module"}, statusWrongUse},
		{[]string{"dev", "--env", "prd"}, statusWrongUse},
		{[]string{"variables", "--env", "prd"}, statusWrongUse},
		{[]string{"users", "list", "--local", "--limit", "-1"}, statusWrongUse},
		{[]string{"users", "list", "--local", "--status", "GONE"}, statusWrongUse},
		{[]string{"users", "list", "--pool", "mine"}, statusWrongUse},
		{[]string{"users", "list", "--endpoint", "x"}, statusWrongUse},
		{[]string{"users", "create", "ada"}, statusWrongUse},
		{[]string{"users", "invite", "ada@example.com", "--language", "tlh"}, statusWrongUse},
		{[]string{"users", "groups", "create", "two words"}, statusWrongUse},
		{[]string{"users", "export", "--local", "-o", "/nosuch/users.csv"}, statusWrongUse},
		{[]string{"build", "--arch", "mips"}, statusWrongUse},
		{[]string{"dev", "--mfa-factors", "fax"}, statusWrongUse},
		{[]string{"cognito", "--site", "localhost"}, statusWrongUse},
		{[]string{"cognito", "--host", "cognito:9229"}, statusWrongUse},
		{[]string{"contract", "--pool", "mine"}, statusWrongUse},
		{[]string{"invoke", "home", "main.go"}, statusWrongUse},
		{[]string{"doctor", "--outputs", "main.go"}, statusUnchecked},
		{[]string{"users", "list", "--pool", "eu-west-1_AbCdEf123", "--endpoint", "http://127.0.0.1:1"}, statusFailed},
	} {
		root := newRootCommand()
		root.SetArgs(test.args)
		root.SetOut(io.Discard)
		if got := exitStatus(root.ExecuteContext(t.Context())); got != test.want {
			t.Errorf("%v: exit status %d, want %d", test.args, got, test.want)
		}
	}
}

// TestTablesKeepTheirColumns: an empty cell at the end of a row moves no other, and leaves no blanks.
func TestTablesKeepTheirColumns(t *testing.T) {
	var out bytes.Buffer
	err := format{}.print(&out, nil, nil, [][]string{{"sub", "1"}, {"groups", ""}, {"last sign-in", "never"}})
	if want := "sub           1\ngroups\nlast sign-in  never\n"; err != nil || out.String() != want {
		t.Errorf("%v:\n%s", err, out.String())
	}
}

// eachCommand calls do for every command below one.
func eachCommand(command *cobra.Command, do func(*cobra.Command)) {
	for _, sub := range command.Commands() {
		do(sub)
		eachCommand(sub, do)
	}
}

// TestListingCommandsPrintJSON: what lists something prints it for programs, too.
func TestListingCommandsPrintJSON(t *testing.T) {
	listing := []string{"build.sh routes", "build.sh variables", "build.sh doctor", "build.sh users list",
		"build.sh users get", "build.sh users audit", "build.sh users backfill", "build.sh users groups list"}
	eachCommand(newRootCommand(), func(command *cobra.Command) {
		first, _, _ := strings.Cut(command.Short, " ")
		lists := slices.Contains([]string{"List", "Show"}, first) && !command.HasSubCommands()
		if lists && !slices.Contains(listing, command.CommandPath()) {
			t.Errorf("%s lists something, and this test does not know it", command.CommandPath())
		}
		if slices.Contains(listing, command.CommandPath()) && command.InheritedFlags().Lookup("json") == nil &&
			command.Flags().Lookup("json") == nil {
			t.Errorf("%s has no --json", command.CommandPath())
		}
	})
	for _, args := range [][]string{{"routes", "--json"}, {"variables", "--json"}} {
		var out bytes.Buffer
		root := newRootCommand()
		root.SetArgs(args)
		root.SetOut(&out)
		var list []map[string]any
		if err := errors.Join(root.ExecuteContext(t.Context()), json.Unmarshal(out.Bytes(), &list)); err != nil ||
			len(list) < 10 || list[0]["name"] == "" {
			t.Errorf("%v: %v\n%s", args, err, out.String())
		}
	}
}

func TestQuietCommandsPrintNothing(t *testing.T) {
	var out bytes.Buffer
	root := newRootCommand()
	root.SetOut(&out)
	for _, name := range []string{"generate", "routes"} {
		command, _, err := root.Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		command.SetContext(t.Context())
		beQuiet(command)
		fmt.Fprint(command.OutOrStdout(), name)
		waitingBy := waiting(command.Context(), &out, "it waits")
		waitingBy()
	}
	if out.String() != "routes" {
		t.Errorf("it printed %q", out.String())
	}
	eachCommand(root, func(command *cobra.Command) {
		if command.Flags().ShorthandLookup("q") == nil && command.InheritedFlags().ShorthandLookup("q") == nil {
			t.Errorf("%s has no -q", command.CommandPath())
		}
	})
}

// TestNotesOfCommands: what calls AWS or draws pages says what it is at. No pool answers, so that none gets far.
func TestNotesOfCommands(t *testing.T) {
	t.Setenv("COGNITO_PORT", "1")
	t.Setenv("SITE_ROOT", t.TempDir())
	for _, args := range []string{"users list", "users get ada@example.com", "users create ada@example.com", "users invite ada@example.com",
		"users disable ada@example.com", "users enable ada@example.com", "users delete ada@example.com", "users backfill",
		"users sign-out ada@example.com", "users reset-password ada@example.com", "users add-to-group ada@example.com editors",
		"users remove-from-group ada@example.com editors", "users set-password ada@example.com", "users groups list",
		"users groups create editors", "users groups delete editors", "users export", "rotate-secret", "brand"} {
		root, notes := newRootCommand(), []string{}
		root.SetArgs(strings.Fields(args))
		if strings.HasPrefix(args, "users ") {
			root.SetArgs(append(strings.Fields(args), "--local"))
		}
		root.SetIn(strings.NewReader("a password\n"))
		root.SetOut(io.Discard)
		root.SetErr(io.Discard)
		ctx := withNotes(t.Context(), func(what string) func() { notes = append(notes, what); return func() {} })
		if err := root.ExecuteContext(ctx); len(notes) == 0 {
			t.Errorf("%s says nothing, and ends with %v", args, err)
		}
	}
}

func TestWhoWaitsIsTold(t *testing.T) {
	reader, writer := io.Pipe()
	passed := make(chan time.Time)
	var asked []time.Duration
	done := waitingBy(writer, "Reading the users", func(d time.Duration) <-chan time.Time {
		asked = append(asked, d)
		return passed
	})
	line := make([]byte, 64)
	for _, want := range []string{"Reading the users, for 2s so far\n", "Reading the users, for 12s so far\n"} {
		go func() { passed <- time.Time{} }()
		n, err := reader.Read(line)
		if got := string(line[:n]); err != nil || got != want {
			t.Errorf("%v, %q", err, got)
		}
	}
	done()
	if !slices.Equal(asked, []time.Duration{sayAfter, sayAgain, sayAgain}) {
		t.Errorf("it waited for %v", asked)
	}
}

// TestManualAndCompletionHaveEveryCommand: both are made of the commands themselves.
func TestManualAndCompletionHaveEveryCommand(t *testing.T) {
	run := func(args ...string) string {
		var out bytes.Buffer
		root := newRootCommand()
		root.SetArgs(args)
		root.SetOut(&out)
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return out.String()
	}
	manual := run("help", "--man")
	eachCommand(newRootCommand(), func(command *cobra.Command) {
		if !command.Hidden && command.Name() != "help" &&
			!strings.Contains(manual, `\&./`+strings.ReplaceAll(command.CommandPath(), "-", `\-`)) {
			t.Errorf("the manual lacks %s", command.CommandPath())
		}
	})
	for line := range strings.Lines(manual) {
		if request, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(line, ".") &&
			!slices.Contains([]string{".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi"}, request) {
			t.Errorf("the manual has the request %q", line)
		}
	}
	if found := run("__complete", "users", "groups", ""); !strings.Contains(found, "create\t") {
		t.Errorf("below users groups it completes %s", found)
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script := run("completion", shell)
		if program, err := exec.LookPath(shell); err == nil {
			command := exec.CommandContext(t.Context(), program, "-n")
			command.Stdin = strings.NewReader(script)
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%s does not take its script: %v\n%s", shell, err, output)
			}
		}
		if !strings.Contains(script, "build.sh") {
			t.Errorf("%s: %s", shell, script)
		}
	}
}

// TestNothingIsColoured: NO_COLOR has nothing to turn off.
func TestNothingIsColoured(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil || bytes.Contains(source, []byte(`\x1b[`+"3")) || bytes.Contains(source, []byte(`\033[`)) {
			t.Errorf("%s prints colours (%v)", file, err)
		}
	}
}

func TestRoutesTellRightsSizesAndBudgets(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"terraform/own_policies.tf": "locals {\n  own_policies = {\n    \"notes\" = [\n      { actions = [\"dynamodb:PutItem\", \"dynamodb:Query\"], resources = [x] },\n    ]\n  }\n}\n",
		"dist/notes.zip":            strings.Repeat("x", 2_500_000),
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755),
			os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	table, err := routes.Parse([]byte(`{"notes": {"routes": ["GET /n", "POST /n"], "auth": "user", "policy": "notes"}, "digest": {"schedule": "rate(1 day)", "calls": ["ListUsers"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	command := &cobra.Command{}
	command.SetOut(&out)
	if err := printRoutes(command, format{}, listFunctions(root, table)); err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"POST /n notes user page", "- rate(1 day) digest - schedule",
		"notes 2.50 of 3.15 MB 128 MB 10 s dynamodb:PutItem, dynamodb:Query, (dynamodb:GetItem)",
		"digest not built 128 MB 10 s cognito-idp:ListUsers",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("it lacks %q:\n%s", want, out.String())
		}
	}
}
