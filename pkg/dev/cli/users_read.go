package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"cognitossr/pkg/useradmin"

	"github.com/spf13/cobra"
)

func newUsersListCommand(target *poolTarget) *cobra.Command {
	var email, status string
	var limit int
	command := &cobra.Command{
		Use:   "list",
		Short: "List users, all or those whose address begins with --email",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			query := useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.BeginsWith, Text: email, Limit: useradmin.MaxLimit}
			if status != "" && email != "" {
				return fmt.Errorf("--email and --status: Cognito can search by one of them only")
			}
			if status != "" {
				query.Attribute, query.Operator, query.Text = useradmin.ByStatus, useradmin.Is, strings.ToUpper(status)
			}
			users := []useradmin.User{}
			err = pool.each(command.Context(), query, func(user useradmin.User) (bool, error) {
				users = append(users, user)
				return limit <= 0 || len(users) < limit, nil
			})
			if err != nil {
				return err
			}
			return target.print(command.OutOrStdout(), users)
		},
	}
	command.Flags().StringVar(&email, "email", "", "only users whose address begins with this")
	command.Flags().StringVar(&status, "status", "", "only users of this status, as in CONFIRMED")
	command.Flags().IntVar(&limit, "limit", 0, "at most so many users; 0 means all")
	return command
}

// each calls do for the users that a query finds, page after page, until there are no more or do says so.
func (p openPool) each(ctx context.Context, query useradmin.Query, do func(useradmin.User) (more bool, err error)) error {
	for {
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
		Use:   "get USER",
		Short: "Show a user and the user's groups",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			groups, err := pool.Groups(command.Context(), user.Username)
			if err != nil {
				return explain(err, args[0])
			}
			return target.printOne(command.OutOrStdout(), user, groups)
		},
	}
}

// printedUser is a user as JSON.
type printedUser struct {
	Subject       string    `json:"sub"`
	Username      string    `json:"username"`
	Email         string    `json:"email"`
	EmailVerified bool      `json:"email_verified"`
	Status        string    `json:"status"`
	Enabled       bool      `json:"enabled"`
	Created       time.Time `json:"created"`
	Modified      time.Time `json:"modified"`
	Groups        []string  `json:"groups,omitempty"`
}

func printed(user useradmin.User) printedUser {
	return printedUser{user.Subject, user.Username, user.Email, user.EmailVerified, user.Status, user.Enabled, user.Created.UTC(), user.Modified.UTC(), nil}
}

func (t *poolTarget) print(out io.Writer, users []useradmin.User) error {
	if t.json {
		list := make([]printedUser, len(users))
		for i, user := range users {
			list[i] = printed(user)
		}
		return printJSON(out, list)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SUB\tE-MAIL\tSTATUS\tENABLED\tCREATED")
	for _, user := range users {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", visible(user.Subject), visible(user.Email), visible(user.Status), yesNo(user.Enabled), user.Created.UTC().Format(time.DateOnly))
	}
	return table.Flush()
}

func (t *poolTarget) printOne(out io.Writer, user useradmin.User, groups []string) error {
	if t.json {
		one := printed(user)
		one.Groups = groups
		return printJSON(out, one)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"sub", user.Subject}, {"user name", user.Username}, {"e-mail", user.Email}, {"verified", yesNo(user.EmailVerified)}, {"status", user.Status},
		{"enabled", yesNo(user.Enabled)}, {"groups", strings.Join(groups, ", ")},
		{"created", user.Created.UTC().Format(time.RFC3339)}, {"modified", user.Modified.UTC().Format(time.RFC3339)},
	} {
		fmt.Fprintf(table, "%s\t%s\n", row[0], visible(row[1]))
	}
	return table.Flush()
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// visible keeps what users chose from moving the cursor or colouring the terminal.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

func newUsersExportCommand(target *poolTarget) *cobra.Command {
	var file string
	command := &cobra.Command{
		Use:   "export",
		Short: "Write all users as CSV, to --output or the terminal",
		Long:  "Writes all users as CSV (RFC 4180). Cells that a spreadsheet would take for a formula begin with an apostrophe.",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			if file == "" {
				return pool.export(command.Context(), command.OutOrStdout())
			}
			out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // addresses: for nobody else's eyes
			if err != nil {
				return fmt.Errorf("making the file: %w", err)
			}
			if err := pool.export(command.Context(), out); err != nil {
				_ = out.Close()
				return err
			}
			return out.Close()
		},
	}
	command.Flags().StringVarP(&file, "output", "o", "", "a file that is not there yet")
	return command
}

func (p openPool) export(ctx context.Context, out io.Writer) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true // RFC 4180
	if err := w.Write([]string{"sub", "username", "email", "email_verified", "status", "enabled", "created", "modified"}); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	err := p.each(ctx, useradmin.Query{Limit: useradmin.MaxLimit}, func(user useradmin.User) (bool, error) {
		return true, w.Write([]string{
			cell(user.Subject), cell(user.Username), cell(user.Email), strconv.FormatBool(user.EmailVerified), cell(user.Status),
			strconv.FormatBool(user.Enabled), user.Created.UTC().Format(time.RFC3339), user.Modified.UTC().Format(time.RFC3339),
		})
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// cell makes a text harmless for spreadsheets, which run what begins with one of these characters (SEC-100).
//
// Source: https://owasp.org/www-community/attacks/CSV_Injection
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
