//go:build !noaws

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/useradmin"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/spf13/cobra"
)

// unconfirmed is the status of a user who has not entered the mailed code yet. The trigger assigns the ID once they do.
const unconfirmed = "UNCONFIRMED"

func newUsersBackfillCommand(target *poolTarget) *cobra.Command {
	var yes bool
	var rate float64
	command := &cobra.Command{
		Use:   "backfill",
		Short: "List users without a " + appuser.Attribute + ", or with --yes assign one to each",
		Long: "Lists the users without a " + appuser.Attribute + ", and with --yes assigns one to each.\n\n" +
			"The trigger post-confirmation assigns the ID to users who sign up. It is not called for users created by an\n" +
			"administrator or before it was deployed, and it may have failed. Users who have not confirmed their address\n" +
			"get the ID when they do. An existing ID is never changed. With --yes AWS bills each of the users as active\n" +
			"this month. The command can be interrupted and run again at any time.",
		Args: cobra.NoArgs,
		RunE: slowly("Looking for users without an ID", func(command *cobra.Command, _ []string) error {
			if err := checkRate(rate); err != nil {
				return err
			}
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			pool.Pool = pool.inBulk(rate)
			users, err := pool.withoutID(command.Context())
			if err != nil {
				return err
			}
			if !yes {
				return target.sayWithoutID(command.OutOrStdout(), users)
			}
			given := []useradmin.User{}
			for _, user := range users {
				done, err := pool.giveID(command.Context(), user)
				if err != nil {
					return fmt.Errorf("%d of %d users have an ID now, then: %w", len(given), len(users), err)
				}
				if done {
					given = append(given, user)
				}
			}
			return target.sayGiven(command.OutOrStdout(), given)
		}),
	}
	command.Flags().BoolVar(&yes, "yes", false, "do it; without this the users are only listed")
	addRateFlag(command, &rate)
	return command
}

// withoutID returns the confirmed users without an ID of the application.
func (p openPool) withoutID(ctx context.Context) ([]useradmin.User, error) {
	users := []useradmin.User{}
	err := p.each(ctx, useradmin.Query{Limit: useradmin.MaxLimit}, func(user useradmin.User) (bool, error) {
		if user.AppUserID == "" && user.Status != unconfirmed {
			users = append(users, user)
		}
		return true, nil
	})
	return users, err
}

// giveID assigns an ID to a user who still has none: the list of users is some seconds old, and an ID must never
// change once it was seen.
func (p openPool) giveID(ctx context.Context, user useradmin.User) (given bool, err error) {
	if err := p.Wait(ctx); err != nil {
		return false, err
	}
	now, err := p.SDK.AdminGetUser(ctx, &idp.AdminGetUserInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(user.Username)})
	if awsclient.Code(err) == "UserNotFoundException" {
		return false, nil
	}
	if err != nil {
		return false, backfillProblem(err, user)
	}
	for _, attribute := range now.UserAttributes {
		if aws.ToString(attribute.Name) == appuser.Attribute && aws.ToString(attribute.Value) != "" {
			return false, nil
		}
	}
	id, err := appuser.NewID(time.Now(), rand.Reader)
	if err != nil {
		return false, err
	}
	_, err = p.SDK.AdminUpdateUserAttributes(ctx, &idp.AdminUpdateUserAttributesInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username),
		UserAttributes: []types.AttributeType{{Name: aws.String(appuser.Attribute), Value: aws.String(id)}},
	})
	if err != nil {
		return false, backfillProblem(err, user)
	}
	return true, nil
}

func backfillProblem(err error, user useradmin.User) error {
	switch code := awsclient.Code(err); {
	case awsclient.IsThrottled(code):
		return errors.New("the user pool throttled the requests: wait a moment and run this again; it continues where " +
			"it stopped")
	case awsclient.IsDenied(code):
		return fmt.Errorf("check your AWS credentials, they need AdminGetUser and AdminUpdateUserAttributes: %w",
			awsclient.Cause(err))
	case code == "InvalidParameterException":
		return fmt.Errorf("does the pool have the attribute %s? %w", appuser.Attribute, awsclient.Cause(err))
	}
	return fmt.Errorf("assigning an ID to %s: %w", visible(user.Subject), awsclient.Cause(err))
}

func (t *poolTarget) sayWithoutID(out io.Writer, users []useradmin.User) error {
	if t.json {
		return t.print(out, users)
	}
	if len(users) == 0 {
		_, err := fmt.Fprintln(out, "Every confirmed user has a "+appuser.Attribute+".")
		return err
	}
	if err := t.print(out, users); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%d users without a %s. Nothing was changed; --yes assigns one to each.\n", len(users),
		appuser.Attribute)
	return err
}

func (t *poolTarget) sayGiven(out io.Writer, users []useradmin.User) error {
	if t.json {
		return t.print(out, users)
	}
	_, err := fmt.Fprintf(out, "%d users were assigned a %s.\n", len(users), appuser.Attribute)
	return err
}
