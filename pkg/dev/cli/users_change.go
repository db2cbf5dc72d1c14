package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/useradmin"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/spf13/cobra"
)

// userChange is a sub-command that changes one user.
type userChange struct {
	use, short string
	done       string // what is said afterwards, with the user as %s
	do         func(ctx context.Context, pool openPool, user useradmin.User, args []string) error
}

func newUsersChangeCommands(target *poolTarget) []*cobra.Command {
	changes := []userChange{
		{"disable USER", "Keep a user from signing in, and end all sessions", "%s is disabled and signed out", func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
			return p.Disable(ctx, u, nil)
		}},
		{"enable USER", "Let a user sign in again", "%s can sign in again", func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
			return p.Enable(ctx, u)
		}},
		{"reset-password USER", "Make the password useless and mail a code to choose a new one", "a code was sent to %s", func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
			return p.ResetPassword(ctx, u)
		}},
		{"sign-out USER", "End all sessions of a user", "%s is signed out everywhere", func(ctx context.Context, p openPool, u useradmin.User, _ []string) error {
			return p.SignOut(ctx, u)
		}},
		{"add-to-group USER GROUP", "Make a user a member of a group", "%s is a member; it shows at the next sign-in or refresh", func(ctx context.Context, p openPool, u useradmin.User, args []string) error {
			return p.AddToGroup(ctx, u, args[0])
		}},
		{"remove-from-group USER GROUP", "End a membership, and all sessions", "%s is no longer a member, and is signed out", func(ctx context.Context, p openPool, u useradmin.User, args []string) error {
			return p.RemoveFromGroup(ctx, u, args[0], nil)
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
		RunE: func(command *cobra.Command, args []string) error {
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			if err := c.do(command.Context(), pool, user, args[1:]); err != nil {
				return explain(err, args[0])
			}
			return target.say(command.OutOrStdout(), user, c.done)
		},
	}
}

// say prints what was done, or the user's sub as JSON.
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
			pool, user, err := target.openFor(command.Context(), args[0])
			if err != nil {
				return err
			}
			if !yes && !sure(command.InOrStdin(), command.ErrOrStderr(), args[0]) {
				return errors.New("nothing was deleted; type the user's address or sub when asked, or give --yes")
			}
			if err := pool.Delete(command.Context(), user, nil); err != nil {
				return explain(err, args[0])
			}
			return target.say(command.OutOrStdout(), user, "%s is deleted")
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return command
}

// sure asks for the name once more.
func sure(in io.Reader, out io.Writer, name string) bool {
	fmt.Fprintf(out, "This cannot be undone. Type %s to delete the user: ", visible(name))
	line, _ := bufio.NewReader(in).ReadString('\n') // an error means that nobody answers
	return strings.TrimSpace(line) == name
}

func newUsersCreateCommand(target *poolTarget) *cobra.Command {
	var groups []string
	var passwordFromInput bool
	command := &cobra.Command{
		Use:   "create ADDRESS",
		Short: "Create a user, who gets an invitation with a temporary password by e-mail",
		Long: "Creates a user, who gets an invitation with a temporary password by e-mail.\n" +
			"With --password-stdin no mail is sent: the first line of the input is the password.",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			address, err := mail.ParseAddress(args[0])
			if err != nil || address.Address != args[0] {
				return fmt.Errorf("%q is not an e-mail address", args[0])
			}
			password := ""
			if passwordFromInput {
				line, _ := bufio.NewReader(command.InOrStdin()).ReadString('\n')
				if password = strings.TrimRight(line, "\r\n"); password == "" {
					return errors.New("--password-stdin: there is no line on the input")
				}
			}
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			user, err := pool.create(command.Context(), args[0], password)
			if err != nil {
				return err
			}
			for _, group := range groups {
				if err := pool.AddToGroup(command.Context(), user, group); err != nil {
					return fmt.Errorf("%s was created, but is not in the group %q: %w", args[0], group, explain(err, args[0]))
				}
			}
			return target.say(command.OutOrStdout(), user, "%s is created")
		},
	}
	command.Flags().StringArrayVar(&groups, "group", nil, "make the user a member of this group; may be given more than once")
	command.Flags().BoolVar(&passwordFromInput, "password-stdin", false, "read the password from the input instead of sending an invitation")
	return command
}

// create makes a user whose address counts as verified: an operator says that it is right. A password becomes the permanent one, without a mail.
func (p openPool) create(ctx context.Context, address, password string) (useradmin.User, error) {
	input := &idp.AdminCreateUserInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(address),
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: aws.String(address)}, {Name: aws.String("email_verified"), Value: aws.String("true")},
		},
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}, // Cognito's default is a text message
	}
	if password != "" {
		input.MessageAction = types.MessageActionTypeSuppress
	}
	output, err := p.client.AdminCreateUser(ctx, input)
	if err != nil {
		return useradmin.User{}, creationProblem(err, address)
	}
	user := useradmin.User{Username: aws.ToString(output.User.Username), Email: address}
	for _, attribute := range output.User.Attributes {
		if aws.ToString(attribute.Name) == "sub" {
			user.Subject = aws.ToString(attribute.Value)
		}
	}
	if password == "" {
		return user, nil
	}
	_, err = p.client.AdminSetUserPassword(ctx, &idp.AdminSetUserPasswordInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username), Password: aws.String(password), Permanent: true,
	})
	if err != nil {
		return user, fmt.Errorf("%s was created without a password: %w", address, creationProblem(err, address))
	}
	return user, nil
}

func creationProblem(err error, address string) error {
	switch awsclient.Code(err) {
	case "UsernameExistsException":
		return fmt.Errorf("there is a user %q already", address)
	case "InvalidPasswordException":
		return fmt.Errorf("the password does not follow the pool's rules: %w", err)
	}
	return fmt.Errorf("creating %s: %w", address, err)
}
