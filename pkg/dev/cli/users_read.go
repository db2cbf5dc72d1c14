//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/dev/pooladmin"
	"cognitossr/pkg/useradmin"
)

func newUsersListCommand(target *poolTarget) *cobra.Command {
	var email, status string
	var limit int
	command := &cobra.Command{
		Use:   "list",
		Short: "List users, all or those whose address begins with --email",
		Args:  cobra.NoArgs,
		RunE: slowly("Reading the users", func(command *cobra.Command, _ []string) error {
			if limit < 0 {
				return wrongUse{fmt.Errorf("--limit %d: the number of users cannot be negative; 0 means all", limit)}
			}
			query, err := listQuery(email, status)
			if err != nil {
				return err
			}
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			pool.Pool = pool.inBulk(bulkRate)
			users := []useradmin.User{}
			err = pool.each(command.Context(), query, func(user useradmin.User) (bool, error) {
				users = append(users, user)
				return limit == 0 || len(users) < limit, nil
			})
			if err != nil {
				return err
			}
			return target.print(command.OutOrStdout(), users)
		}),
	}
	command.Flags().StringVar(&email, "email", "", "only users whose address begins with this")
	command.Flags().StringVar(&status, "status", "", "only users of this status: "+strings.Join(useradmin.Statuses(), ", "))
	command.Flags().IntVar(&limit, "limit", 0, "maximum number of users; 0 means all")
	return command
}

// listQuery returns the query for the flags of the list.
func listQuery(email, status string) (useradmin.Query, error) {
	query := useradmin.Query{
		Attribute: useradmin.ByEmail, Operator: useradmin.BeginsWith, Text: useradmin.Pasted(email),
		Limit: useradmin.MaxLimit,
	}
	switch known := strings.ToUpper(strings.TrimSpace(status)); {
	case status == "":
		return query, nil
	case email != "":
		return query, wrongUse{errors.New("--email and --status: Cognito can search by one of them only; leave one out")}
	case !slices.Contains(useradmin.Statuses(), known):
		return query, wrongUse{fmt.Errorf("--status %q: unknown status; want one of %s",
			status, strings.Join(useradmin.Statuses(), ", "))}
	default:
		query.Attribute, query.Operator, query.Text = useradmin.ByStatus, useradmin.Is, known
		return query, nil
	}
}

// each calls do for every user that a query finds, page by page, until do returns false.
func (p openPool) each(ctx context.Context, query useradmin.Query, do func(useradmin.User) (more bool, err error)) error {
	for {
		if err := p.Wait(ctx); err != nil {
			return err
		}
		page, err := p.List(ctx, query)
		if err != nil {
			return explain(err, "")
		}
		for _, user := range page.Users {
			if more, err := do(user); err != nil || !more {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		query.After = page.Next
	}
}

func newUsersGetCommand(target *poolTarget) *cobra.Command {
	return &cobra.Command{
		Use: "get USER", SuggestFor: []string{"show"},
		Short: "Show a user, the user's groups, and the last sign-in where the pool keeps it",
		Args:  cobra.ExactArgs(1),
		RunE: slowly("Looking for the user", func(command *cobra.Command, args []string) error {
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			groups, err := pool.Groups(command.Context(), user.Username)
			if err != nil {
				return explain(err, args[0])
			}
			if target.json {
				return printJSON(command.OutOrStdout(), pooladmin.RecordOf(user, append([]string{}, groups...)))
			}
			last, err := pool.LastSignIn(command.Context(), user.Username)
			return target.printOne(command.OutOrStdout(), user, groups, lastSignIn(last, err))
		}),
	}
}

func (t *poolTarget) print(out io.Writer, users []useradmin.User) error {
	list, rows := make([]pooladmin.Record, len(users)), make([][]string, len(users))
	for i, user := range users {
		list[i] = pooladmin.RecordOf(user, nil)
		rows[i] = []string{user.Subject, user.Email, user.Status, yesNo(user.Enabled),
			user.Created.UTC().Format(time.DateOnly)}
	}
	return t.format.print(out, list, []string{"SUB", "E-MAIL", "STATUS", "ENABLED", "CREATED"}, rows)
}

// lastSignIn says when it was, or why that is not known, which is no reason to show nothing else.
func lastSignIn(at time.Time, err error) string {
	switch {
	case errors.Is(err, pooladmin.ErrNoSignIns):
		return "not known: " + err.Error()
	case err != nil:
		return "not known: " + explain(err, "").Error()
	case at.IsZero():
		return "in none of the last events"
	}
	return at.UTC().Format(time.RFC3339)
}

func (t *poolTarget) printOne(out io.Writer, user useradmin.User, groups []string, signedIn string) error {
	return t.format.print(out, nil, nil, [][]string{
		{"sub", user.Subject}, {"user name", user.Username}, {"e-mail", user.Email}, {"verified", yesNo(user.EmailVerified)},
		{"status", user.Status},
		{"enabled", yesNo(user.Enabled)}, {"groups", strings.Join(groups, ", ")},
		{appuser.Attribute, user.AppUserID},
		{"created", user.Created.UTC().Format(time.RFC3339)}, {"modified", user.Modified.UTC().Format(time.RFC3339)},
		{"last sign-in", signedIn},
	})
}
