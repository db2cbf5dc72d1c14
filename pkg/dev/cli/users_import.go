//go:build !noaws

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/pooladmin"
)

func newUsersImportCommand(target *poolTarget) *cobra.Command {
	i := usersImport{target: target}
	command := &cobra.Command{
		Use:   "import FILE",
		Short: "Create the users of a CSV or JSON Lines file, with their groups",
		Long: "Creates the users of a CSV file (with a header; commas or semicolons) or of a JSON Lines file. Only " +
			"the column\n" +
			"email is required. Others are groups (names separated by spaces), enabled (true or false), email_verified " +
			"(true if\n" +
			"absent) and any attribute of the pool, as in custom:app_user_id. What users export writes can be imported; " +
			"Cognito\n" +
			"assigns a new sub, user name, status and dates, and neither passwords nor authenticator apps can be moved.\n\n" +
			"The whole file is checked first. If any line is wrong, all that are wrong are named and nothing is imported.\n" +
			"Users who have an account are left as they are. Without --invite no mail is sent: each user chooses a password\n" +
			"with \"Forgot your password?\" on the sign-in page. After an interruption the same command continues.",
		Example: "  ./build.sh users import users.csv --dry-run\n  ./build.sh users import users.csv --invite",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			i.out, i.notes = command.OutOrStdout(), command.ErrOrStderr()
			return i.run(command.Context(), args[0])
		},
	}
	flags := command.Flags()
	flags.BoolVar(&i.dryRun, "dry-run", false, "check the file and report what would be done")
	flags.BoolVar(&i.invite, "invite", false, "mail an invitation with a temporary password to each user")
	flags.BoolVar(&i.restart, "restart", false, "begin again instead of continuing an interrupted import")
	flags.StringVar(&i.format, "format", "", "csv or jsonl (default: as the file's name ends, else csv)")
	addRateFlag(command, &i.rate)
	return command
}

// usersImport is the sub-command with its flags.
type usersImport struct {
	target                  *poolTarget
	dryRun, invite, restart bool
	format                  string
	rate                    float64
	out, notes              io.Writer
}

func (i usersImport) run(ctx context.Context, name string) error {
	format, err := exportFormat(i.format, name, false)
	if err != nil {
		return err
	}
	if err := checkRate(i.rate); err != nil {
		return err
	}
	if err := checkFile("the list of users", name, "./build.sh users export -o users.csv writes one; only the column email is required"); err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading the users: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return wrongUse{fmt.Errorf("%s is not a file; it is read twice, so it cannot be a pipe", name)}
	}
	defer waitingElsewhere(ctx, i.notes, "Importing the users")()
	pool, err := i.target.open(ctx)
	if err != nil {
		return err
	}
	work := pooladmin.Import{Pool: pool.inBulk(i.rate), Format: format, Invite: i.invite}
	plan, err := work.Check(ctx, file)
	if err != nil {
		return fmt.Errorf("checking %s: %w", name, explain(err, ""))
	}
	if err := i.judge(name, plan); err != nil || i.dryRun {
		return err
	}
	return i.apply(ctx, work, file, plan)
}

// judge reports what the file would create, or what is wrong with it.
func (i usersImport) judge(name string, plan pooladmin.Plan) error {
	for _, problem := range plan.Problems {
		fmt.Fprintln(i.notes, visible(problem))
	}
	if n := len(plan.Problems); n > 0 {
		return fmt.Errorf("%s has %s; nothing was imported", name, counted(n, "problem"))
	}
	if len(plan.NotKept) > 0 {
		fmt.Fprintf(i.notes, "Not imported, Cognito assigns new ones: %s\n", strings.Join(plan.NotKept, ", "))
	}
	if plan.Skipped > 0 {
		fmt.Fprintf(i.notes, "Left out, they sign in with an external provider: %s\n", counted(plan.Skipped, "user"))
	}
	if plan.NoReset > 0 && !i.invite {
		fmt.Fprintf(i.notes, "%s with email_verified false cannot choose a password by mail: use --invite, or users "+
			"set-password\n",
			counted(plan.NoReset, "user"))
	}
	if !i.dryRun {
		return nil
	}
	if i.target.json {
		return printJSON(i.out, map[string]any{"users": plan.Users, "groups": append([]string{}, plan.Groups...)})
	}
	groups := cmp.Or(strings.Join(plan.Groups, ", "), "none")
	mails := "no mail would be sent"
	if i.invite {
		mails = counted(plan.Users, "invitation") + " would be sent"
	}
	_, err := fmt.Fprintf(i.out, "%s, groups: %s; %s. Nothing was changed.\n", counted(plan.Users, "user"), groups, mails)
	return err
}

func (i usersImport) apply(ctx context.Context, work pooladmin.Import, file *os.File, plan pooladmin.Plan) error {
	bar := newProgress(i.notes, "done", plan.Users)
	work.Progress = bar.show
	work.Failed = func(line int, who string, err error) {
		bar.end()
		fmt.Fprintf(i.notes, "line %d: %s: %s\n", line, visible(who), visible(err.Error()))
	}
	result, err := work.Run(ctx, file, i.restart)
	bar.end()
	switch {
	case errors.Is(err, pooladmin.ErrOtherFile):
		return fmt.Errorf("%w: use --restart to discard it", err)
	case errors.Is(err, pooladmin.ErrImporting):
		return err
	case err != nil:
		return fmt.Errorf("the import ended after %s; run the same command again to continue it: %w",
			counted(result.Created+result.There+result.Failed+result.Skipped, "user"), reasonOf(ctx, err))
	}
	if err := i.say(result); err != nil {
		return err
	}
	if result.Failed > 0 {
		return fmt.Errorf("%s could not be imported, see above", counted(result.Failed, "user"))
	}
	return nil
}

func (i usersImport) say(result pooladmin.Imported) error {
	if i.target.json {
		return printJSON(i.out, result)
	}
	text := counted(result.Created, "user") + " created"
	if result.There > 0 {
		text += ", " + thousands(result.There) + " had an account and were left as they are"
	}
	if result.Resumed > 0 {
		text += "; an earlier run had done " + thousands(result.Resumed)
	}
	_, err := fmt.Fprintln(i.out, text)
	return err
}
