//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/useradmin"
)

// userChange is a sub-command that changes one user.
type userChange struct {
	use, short string
	done       string // the message afterwards, with the user as %s
	do         func(ctx context.Context, pool openPool, user useradmin.User, args []string) error
}

func newUsersChangeCommands(target *poolTarget) []*cobra.Command {
	changes := []userChange{
		{"disable USER", "Keep a user from signing in, and end all sessions", "%s is disabled and signed out",
			func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
				return p.Disable(ctx, u, p.check(u))
			}},
		{"enable USER", "Let a user sign in again", "%s can sign in again",
			func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
				return p.Enable(ctx, u)
			}},
		{"reset-password USER", "Invalidate the password and mail a code to choose a new one", "a code was sent to %s",
			func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
				return p.thenEnd(ctx, u, p.ResetPassword(ctx, u))
			}},
		{"sign-out USER", "End all sessions of a user", "%s is signed out everywhere",
			func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
				if err := p.SignOut(ctx, u); err != nil {
					return err
				}
				return notEnded(p.endSessions(ctx, u))
			}},
		{"add-to-group USER GROUP", "Make a user a member of a group", "%s is a member; it shows at the next sign-in " +
			"or refresh", func(ctx context.Context, p openPool, u useradmin.User, args []string) error {
			return p.thenEnd(ctx, u, p.AddToGroup(ctx, u, args[0]))
		}},
		{"remove-from-group USER GROUP", "End a membership, and all sessions", "%s is no longer a member, and is " +
			"signed out", func(ctx context.Context, p openPool, u useradmin.User, args []string) error {
			return p.RemoveFromGroup(ctx, u, args[0], p.check(u))
		}},
	}
	var commands []*cobra.Command
	for _, change := range changes {
		commands = append(commands, change.command(target))
	}
	return commands
}

func (c userChange) command(target *poolTarget) *cobra.Command {
	return &cobra.Command{
		Use:   c.use,
		Short: c.short,
		Args:  cobra.ExactArgs(len(strings.Fields(c.use)) - 1),
		RunE: slowly("Changing the user", func(command *cobra.Command, args []string) error {
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			if err := c.do(command.Context(), pool, user, args[1:]); err != nil {
				return explain(err, args[0])
			}
			return target.say(command.OutOrStdout(), user, c.done)
		}),
	}
}

// say prints the result, or the user's sub as JSON.
func (t *poolTarget) say(out io.Writer, user useradmin.User, sentence string) error {
	if t.json {
		return printJSON(out, map[string]string{"sub": user.Subject, "username": user.Username})
	}
	name := user.Email
	if name == "" {
		name = user.Username
	}
	_, err := fmt.Fprintf(out, sentence+"\n", visible(name))
	return err
}

func newUsersDeleteCommand(target *poolTarget) *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "delete USER",
		Short: "Disable a user, end all sessions and remove the user for good",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			found := waiting(command.Context(), command.ErrOrStderr(), "Looking for the user")
			pool, user, err := target.openFor(command.Context(), args[0])
			found()
			if err != nil {
				return err
			}
			if !yes && !sure(newDialogue(command.InOrStdin(), command.ErrOrStderr()), args[0], "user") {
				return errors.New("nothing was deleted; type the user's address or sub when asked, or give --yes")
			}
			defer waiting(command.Context(), command.ErrOrStderr(), "Deleting the user")()
			if err := pool.Delete(command.Context(), user, pool.check(user)); err != nil {
				return explain(err, args[0])
			}
			return target.say(command.OutOrStdout(), user, "%s is deleted")
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return command
}

// sure asks to repeat the name.
func sure(d dialogue, name, thing string) bool {
	answer, _ := d.ask(fmt.Sprintf("This cannot be undone. Type %s to delete the %s: ", visible(name), thing))
	return answer == name
}
