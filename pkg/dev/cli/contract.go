package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/gotool"
)

const contractPackage = "./pkg/dev/local/contract"

type contractFlags struct {
	pool, client, domain string
	forms                bool
}

func newContractCommand() *cobra.Command {
	var flags contractFlags
	command := &cobra.Command{
		Use:   "contract",
		Short: "Compare a real user pool with the behaviour that the local Cognito imitates",
		Long: "Runs the contract suite, from which the local Cognito's PARITY.md is generated. With --pool the suite\n" +
			"runs against a user pool on AWS, with the credentials in the environment, and prints the differences.\n" +
			"IDs, addresses and secrets are replaced, so that the report can be sent to the maintainers of the suite.\n\n" +
			"Use a pool that was created for this purpose: the suite creates and deletes users and groups, and\n" +
			"Cognito mails codes to made-up addresses at example.com. The pool's user names must be case-insensitive\n" +
			"e-mail addresses. Its app client must allow the authorization code grant with the scopes openid, email\n" +
			"and profile, the flows USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH, and refresh token rotation, and\n" +
			"have PreventUserExistenceErrors=ENABLED.",
		Example: "  ./build.sh contract\n  ./build.sh contract --pool eu-west-1_AbCdEfGhI --forms > differences.md",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			if flags.pool == "" {
				return runTests(command.Context(), command.OutOrStdout(), root, testFlags{},
					[]string{contractPackage, "-count=1"})
			}
			if !config.IsPoolID(flags.pool) {
				return wrongUse{fmt.Errorf("--pool %q is not the id of a user pool, which is like eu-west-1_AbCdEf123", flags.pool)}
			}
			return comparePool(command.Context(), command.OutOrStdout(), root, flags)
		},
	}
	command.Flags().StringVar(&flags.pool, "pool", "", "ID of a user pool on AWS")
	command.Flags().StringVar(&flags.client, "client", "", "ID of its app client, if it has several")
	command.Flags().StringVar(&flags.domain, "domain", "", "origin of its hosted pages, if not the pool's own domain")
	command.Flags().BoolVar(&flags.forms, "forms", false, "also test the forms of the classic hosted UI")
	return command
}

// comparePool runs the suite against a pool and writes the differences.
func comparePool(ctx context.Context, out io.Writer, root string, flags contractFlags) error {
	goTool, err := gotool.New(ctx, root)
	if err != nil {
		return err
	}
	env := append(goTool.Settings(), "COGNITO_CONTRACT_POOL_ID="+flags.pool, "COGNITO_CONTRACT_CLIENT_ID="+flags.client,
		"COGNITO_CONTRACT_DOMAIN="+flags.domain, fmt.Sprintf("COGNITO_CONTRACT_FORMS=%t", flags.forms))
	run := tool{dir: root, env: env}.command(ctx, "go", "test", "-json", "-count=1", "-run", "^TestRealCognito",
		contractPackage)
	run.Stderr = os.Stderr
	events, err := run.StdoutPipe()
	if err != nil {
		return fmt.Errorf("reading the suite's output: %w", err)
	}
	if err := run.Start(); err != nil {
		return fmt.Errorf("starting the suite: %w", err)
	}
	found := readDifferences(events)
	region, _, _ := strings.Cut(flags.pool, "_")
	found.write(out, fmt.Sprintf("a user pool in %s, %s", region, time.Now().UTC().Format(time.DateOnly)), scrubber(flags))
	err = run.Wait()
	if exit := new(exec.ExitError); errors.As(err, &exit) && len(found.differ) > 0 {
		return statusError(1)
	}
	return err
}

// differences is the outcome of a run of the suite.
type differences struct {
	held   int
	notRun []string
	differ []difference
	broken string // why the suite did not start
}

type difference struct{ name, says string }

// readDifferences reads the output of go test -json about the suite's one test and its cases.
func readDifferences(events io.Reader) differences {
	var found differences
	said := map[string]*strings.Builder{}
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e testEvent
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		if said[e.Test] == nil {
			said[e.Test] = &strings.Builder{}
		}
		_, name, isCase := strings.Cut(e.Test, "/")
		name = strings.ReplaceAll(name, "_", " ")
		switch {
		case e.Action == "output" || e.Action == "build-output":
			said[e.Test].WriteString(plainOutput(e.Output))
		case e.Action == "pass" && isCase:
			found.held++
		case e.Action == "skip" && isCase:
			found.notRun = append(found.notRun, name)
		case e.Action == "fail" && isCase:
			found.differ = append(found.differ, difference{name, said[e.Test].String()})
		case e.Action == "fail" && len(found.differ) == 0 && found.broken == "":
			found.broken = said[e.Test].String()
		}
	}
	for _, suite := range said {
		for line := range strings.Lines(suite.String()) {
			if _, left, ok := strings.Cut(line, "not run, "); ok {
				found.notRun = append(found.notRun, strings.TrimSpace(left))
			}
		}
	}
	return found
}

// plainOutput drops go test's own lines, and the position in the source that begins a line.
func plainOutput(line string) string {
	text := strings.TrimSpace(line)
	if strings.HasPrefix(text, "=== ") || strings.HasPrefix(text, "--- ") || text == "" {
		return ""
	}
	return writtenAt.ReplaceAllString(text, "") + "\n"
}

var writtenAt = regexp.MustCompile(`^[a-z_]+\.go:\d+: `)

// write writes a report in Markdown.
func (d differences) write(out io.Writer, asked string, scrub func(string) string) {
	fmt.Fprintf(out, "# What differs from the contract suite\n\nAsked: %s. %d cases as expected, %d differ, %d not "+
		"run.\n", asked, d.held, len(d.differ), len(d.notRun))
	if d.broken != "" {
		fmt.Fprintf(out, "\nThe suite did not run:\n\n```\n%s```\n", scrub(d.broken))
	}
	for _, c := range d.differ {
		fmt.Fprintf(out, "\n## %s\n\n```\n%s```\n", scrub(c.name), scrub(c.says))
	}
	if len(d.notRun) > 0 {
		fmt.Fprintf(out, "\n## Not run\n\n- %s\n", scrub(strings.Join(d.notRun, "\n- ")))
	}
}

// What a report must not reveal, besides the values of the flags.
var private = []struct {
	what *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`eyJ[A-Za-z0-9_.-]+`), "<token>"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "<uuid>"},
	{regexp.MustCompile(`[\w.+-]+@[\w.-]+`), "<address>"},
	{regexp.MustCompile(`\b\d{12}\b`), "<account>"},
	{regexp.MustCompile(`[\w-]+\.auth\.[\w-]+\.amazoncognito\.com`), "<domain>"},
	{regexp.MustCompile(`\b[0-9A-Za-z_-]{25,}\b`), "<id>"}, // app clients, secrets, code challenges
}

func scrubber(flags contractFlags) func(string) string {
	var named []string
	for value, as := range map[string]string{flags.pool: "<pool>", flags.client: "<client>", flags.domain: "<domain>"} {
		if value != "" {
			named = append(named, value, as)
		}
	}
	replace := strings.NewReplacer(named...)
	return func(text string) string {
		text = replace.Replace(text)
		for _, p := range private {
			text = p.what.ReplaceAllString(text, p.as)
		}
		return text
	}
}
