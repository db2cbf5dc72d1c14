//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/pooladmin"
)

// Bulk operations: calls per second to a pool on AWS, and attempts per call. Cognito allows 30
// calls of ListUsers and 50 of AdminCreateUser and AdminListGroupsForUser per second, for all callers in the account
// and region together.
const (
	bulkRate     = 20
	bulkAttempts = 12
)

func newUsersExportCommand(target *poolTarget) *cobra.Command {
	var file, format string
	var restart bool
	var rate float64
	command := &cobra.Command{
		Use:   "export",
		Short: "Write all users with their groups as CSV or JSON Lines, to --output or the terminal",
		Long: "Writes all users with their groups, as CSV (RFC 4180) or as JSON Lines (one JSON object per line).\n\n" +
			"Cells that a spreadsheet would interpret as a formula begin with an apostrophe; names of groups are " +
			"separated by\nspaces. A file appears under its name when it is complete. After an interruption the same " +
			"command continues where\nit ended; as Cognito continues a list for an hour only, a later one begins again. Passwords, authenticator apps\n" +
			"and passkeys cannot be read from a user pool.",
		Example: "  ./build.sh users export -o users.csv\n  ./build.sh users export --json -o users.jsonl\n" +
			"  ./build.sh users export --local > users.csv",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			chosen, err := exportFormat(format, file, target.json)
			if err != nil {
				return err
			}
			if err := errors.Join(checkRate(rate), checkOutput("--output", file)); err != nil {
				return err
			}
			defer waitingElsewhere(command.Context(), command.ErrOrStderr(), "Exporting the users")()
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			size, err := pool.EstimatedSize(command.Context())
			if err != nil {
				return explain(err, "")
			}
			bar := newProgress(command.ErrOrStderr(), "exported", size)
			export := pooladmin.Export{Pool: pool.inBulk(rate), Format: chosen, Reading: bar.reading, Progress: bar.show}
			return exportTo(command, export, bar, file, restart)
		},
	}
	command.Flags().StringVarP(&file, "output", "o", "", "a file that does not exist yet")
	command.Flags().StringVar(&format, "format", "", "csv or jsonl (default: as the file's name ends, else csv; "+
		"with --json jsonl)")
	command.Flags().BoolVar(&restart, "restart", false, "begin again instead of continuing an interrupted export")
	addRateFlag(command, &rate)
	return command
}

// exportTo exports to a file, or to the output where there is no name.
func exportTo(command *cobra.Command, export pooladmin.Export, bar *progress, file string, restart bool) error {
	ctx := command.Context()
	if file == "" {
		users, err := export.To(ctx, command.OutOrStdout())
		bar.end()
		return exportEnded(ctx, err, pooladmin.Result{Users: users}, "")
	}
	result, err := export.ToFile(ctx, file, restart)
	bar.end()
	if err := exportEnded(ctx, err, result, file); err != nil {
		return err
	}
	_, err = fmt.Fprintln(command.ErrOrStderr(), exportSummary(result, file, bar.elapsed()))
	return err
}

func addRateFlag(command *cobra.Command, rate *float64) {
	command.Flags().Float64Var(rate, "rate", bulkRate,
		"maximum calls per second to a pool on AWS, whose quotas visitors share; 0 means no limit")
}

func checkRate(rate float64) error {
	if rate < 0 {
		return wrongUse{fmt.Errorf("--rate %v: it cannot be negative; 0 means no limit", rate)}
	}
	return nil
}

// inBulk returns the pool for many calls: throttled on AWS, at full speed locally.
func (p openPool) inBulk(rate float64) pooladmin.Pool {
	if p.local {
		return p.AtPace(0, 3)
	}
	return p.AtPace(rate, bulkAttempts)
}

// exportFormat returns the format chosen by the flags and the name of the file.
func exportFormat(format, file string, json bool) (pooladmin.Format, error) {
	extension := strings.ToLower(filepath.Ext(file))
	switch {
	case json && format == string(pooladmin.CSV):
		return "", wrongUse{errors.New("--json and --format csv: give one of them")}
	case format == string(pooladmin.CSV), format == string(pooladmin.JSONLines):
		return pooladmin.Format(format), nil
	case format != "":
		return "", wrongUse{fmt.Errorf("--format %q: want csv or jsonl", format)}
	case json, extension == ".jsonl", extension == ".ndjson", extension == ".json":
		return pooladmin.JSONLines, nil
	}
	return pooladmin.CSV, nil
}

// exportEnded adds to the error of an unfinished export what to do about it.
func exportEnded(ctx context.Context, err error, result pooladmin.Result, file string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pooladmin.ErrFileExists):
		return fmt.Errorf("%s already exists: choose another name, or remove it first", file)
	case errors.Is(err, pooladmin.ErrForeign):
		return fmt.Errorf("an interrupted export to %s was of another pool or format: "+
			"choose another name, or use --restart to discard it", file)
	case errors.Is(err, pooladmin.ErrBusy):
		return fmt.Errorf("another export is writing %s", file)
	}
	advice := "run the same command again to continue it"
	if file == "" {
		advice = "with --output it can be continued"
	}
	return fmt.Errorf("the export ended after %s; %s: %w", counted(result.Users, "user"), advice, reasonOf(ctx, err))
}

func reasonOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errStopped
	}
	return explain(err, "")
}

func exportSummary(result pooladmin.Result, file string, elapsed time.Duration) string {
	text := fmt.Sprintf("%s exported to %s in %v", counted(result.Users, "user"), file, elapsed.Round(time.Second/10))
	switch {
	case result.Expired:
		text += "; an interrupted export was too old to be continued, so it began again"
	case result.Resumed > 0:
		text += fmt.Sprintf(", %s of them by an earlier run", thousands(result.Resumed))
	}
	return text
}
