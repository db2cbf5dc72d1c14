//go:build !noaws

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/invitation"
	"cognitossr/pkg/language"
	"cognitossr/pkg/useradmin"
)

func newUsersCreateCommand(target *poolTarget) *cobra.Command {
	var groups []string
	var passwordFromInput bool
	command := &cobra.Command{
		Use:   "create ADDRESS",
		Short: "Create a user, who gets an invitation with a temporary password by e-mail",
		Long: "Creates a user, who gets an invitation with a temporary password by e-mail; users invite sends it again.\n" +
			"With --password-stdin no mail is sent: the first line of the input is the password.",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			address, err := addressOf(args[0])
			if err != nil {
				return err
			}
			if err := checkGroupNames(groups); err != nil {
				return err
			}
			password := ""
			if passwordFromInput {
				if password, err = passwordFrom(command.InOrStdin()); err != nil {
					return err
				}
			}
			defer waiting(command.Context(), command.ErrOrStderr(), "Creating the user")()
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			user, err := pool.create(command.Context(), useradmin.NewUser{Address: address, Silent: password != ""},
				password, groups)
			if err != nil {
				return err
			}
			return target.say(command.OutOrStdout(), user, "%s is created")
		},
	}
	addGroupFlag(command, &groups)
	command.Flags().BoolVar(&passwordFromInput, "password-stdin", false,
		"read the password from the input instead of sending an invitation")
	return command
}

func newUsersInviteCommand(target *poolTarget) *cobra.Command {
	var groups []string
	var mail useradmin.Mail
	command := &cobra.Command{
		Use:   "invite USER",
		Short: "Send an invitation by e-mail: to a new address, or again to a user who has not accepted it",
		Long: "Sends an invitation with a temporary password by e-mail. A new address becomes a user. A user who has " +
			"not replaced\n" +
			"the temporary password yet, expired or not, gets a new one, and the earlier one stops working.",
		Args: cobra.ExactArgs(1),
		RunE: slowly("Inviting the user", func(command *cobra.Command, args []string) error {
			if err := checkGroupNames(groups); err != nil {
				return err
			}
			if err := checkMail(mail); err != nil {
				return err
			}
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			user, err := pool.find(command.Context(), args[0])
			if errors.Is(err, errNoUser) && strings.Contains(args[0], "@") {
				return target.inviteNew(command, pool, args[0], groups, mail)
			}
			if err != nil {
				return err
			}
			if err := pool.inviteAgain(command.Context(), user, groups, mail); err != nil {
				return explain(err, args[0])
			}
			return target.say(command.OutOrStdout(), user, "another invitation was sent to %s")
		}),
	}
	addGroupFlag(command, &groups)
	command.Flags().StringVar(&mail.Language, "language", "", "of the mail, as in de; needs Terraform's mails_by_language")
	command.Flags().StringVar(&mail.Message, "message", "", "text that the mail adds; needs the same")
	return command
}

// checkMail refuses what the trigger that words mails would leave out.
func checkMail(mail useradmin.Mail) error {
	if _, known := language.Of(mail.Language); mail.Language != "" && !known {
		return wrongUse{fmt.Errorf("--language %q: the site does not speak it; want one of %s", mail.Language, languageCodes())}
	}
	if !invitation.IsMessage(mail.Message) {
		return wrongUse{fmt.Errorf("--message: it is longer than %d characters, or has characters that are no text; shorten it, "+
			"and leave control characters out", invitation.MaxMessage)}
	}
	return nil
}

func languageCodes() string {
	var codes []string
	for _, l := range language.All() {
		codes = append(codes, l.Code())
	}
	return strings.Join(codes, ", ")
}

func addGroupFlag(command *cobra.Command, groups *[]string) {
	command.Flags().StringArrayVar(groups, "group", nil, "make the user a member of this group (may be repeated)")
}

func (t *poolTarget) inviteNew(command *cobra.Command, pool openPool, who string, groups []string,
	mail useradmin.Mail) error {
	address, err := addressOf(who)
	if err != nil {
		return err
	}
	user, err := pool.create(command.Context(), useradmin.NewUser{Address: address, Mail: mail}, "", groups)
	if err != nil {
		return err
	}
	return t.say(command.OutOrStdout(), user, "an invitation was sent to %s")
}

// inviteAgain adds a user to groups before the mail goes out, so that nobody signs in without them.
func (p openPool) inviteAgain(ctx context.Context, user useradmin.User, groups []string, mail useradmin.Mail) error {
	if err := user.CanInviteAgain(); err != nil {
		return err
	}
	if err := p.CheckGroups(ctx, groups); err != nil {
		return err
	}
	for _, group := range groups {
		if err := p.AddToGroup(ctx, user, group); err != nil {
			return err
		}
	}
	return p.InviteAgain(ctx, user, mail)
}

func newUsersSetPasswordCommand(target *poolTarget) *cobra.Command {
	var temporary bool
	command := &cobra.Command{
		Use:   "set-password USER",
		Short: "Set a user's password to the first line of the input",
		Long: "Sets a user's password to the first line of the input, so that it does not appear in the shell's " +
			"history. No mail\n" +
			"is sent. It works in every state of an account except for users of an external provider, and confirms a " +
			"user who\n" +
			"has not confirmed the address. Running sessions continue, unless the\n" +
			"site has instant sign-out on; users sign-out ends them.",
		Example: "  ./build.sh users set-password ada@example.com < password.txt",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			password, err := passwordFrom(command.InOrStdin())
			if err != nil {
				return err
			}
			defer waiting(command.Context(), command.ErrOrStderr(), "Setting the password")()
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			err = pool.SetPassword(command.Context(), user, password, temporary)
			if err := pool.thenEnd(command.Context(), user, err); err != nil {
				return explain(err, args[0])
			}
			sentence := "the password of %s is set"
			if !user.Enabled {
				sentence += "; the account is still disabled"
			}
			return target.say(command.OutOrStdout(), user, sentence)
		},
	}
	command.Flags().BoolVar(&temporary, "temporary", false, "the user must replace it at the next sign-in")
	return command
}

// passwordFrom reads a password from the input: command lines are recorded and visible to others.
func passwordFrom(in io.Reader) (string, error) {
	line, _ := bufio.NewReader(in).ReadString('\n') // an error shows in the line
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", wrongUse{errors.New("no password: the first line of the input is empty; give it as in < password.txt")}
	}
	return password, nil
}

// addressOf returns the address that was typed or pasted.
func addressOf(text string) (string, error) {
	pasted := useradmin.Pasted(text)
	address, err := mail.ParseAddress(pasted)
	if err != nil || address.Address != pasted || strings.ContainsRune(text, '<') { // a display name is not accepted
		return "", wrongUse{fmt.Errorf("%q is not an e-mail address; want one as in ada@example.com, without a name beside it", text)}
	}
	return pasted, nil
}

func checkGroupNames(groups []string) error {
	for _, group := range groups {
		if err := checkGroupName(group); err != nil {
			return err
		}
	}
	return nil
}

// create creates a user after all checks that need no call. A password becomes the permanent one, and no mail is sent.
func (p openPool) create(ctx context.Context, n useradmin.NewUser, password string, groups []string) (useradmin.User, error) {
	address := n.Address
	if err := p.CheckGroups(ctx, groups); err != nil {
		return useradmin.User{}, explain(err, address)
	}
	user, err := p.Create(ctx, n)
	if errors.Is(err, useradmin.ErrExists) {
		return user, fmt.Errorf("there is a user %q already; users invite sends an invitation again, "+
			"users set-password sets a password", address)
	}
	if err != nil {
		return user, explain(err, address)
	}
	if password != "" {
		if err := p.SetPassword(ctx, user, password, false); err != nil {
			return user, fmt.Errorf("%s was created without a password, users set-password sets one: %w",
				address, explain(err, address))
		}
	}
	for _, group := range groups {
		if err := p.AddToGroup(ctx, user, group); err != nil {
			return user, fmt.Errorf("%s was created, but is not in the group %q: %w", address, group, explain(err, address))
		}
	}
	return user, nil
}
