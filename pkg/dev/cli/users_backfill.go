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

// unconfirmed is the status of somebody who has not typed the mailed code yet. The trigger gives the id when that is
// done.
const unconfirmed = "UNCONFIRMED"

func newUsersBackfillCommand(target *poolTarget) *cobra.Command {
	var yes bool
	var rate float64
	command := &cobra.Command{
		Use:   "backfill",
		Short: "Give a " + appuser.Attribute + " to users who have none: list them, or with --yes do it",
		Long: "Lists the users without " + appuser.Attribute + ", and with --yes gives each one.\n\n" +
			"The trigger post-confirmation gives the id to whoever registers. It misses users whom an administrator created, those who were there before it,\n" +
			"and those for whom it failed. Users who have not confirmed their address get theirs when they do. An id that is there is never changed.\n" +
			"With --yes each of the users counts as active this month on Amazon's bill. It can be stopped and begun again at any time.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
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
					return fmt.Errorf("%d of %d users have an id now, then: %w", len(given), len(users), err)
				}
				if done {
					given = append(given, user)
				}
			}
			return target.sayGiven(command.OutOrStdout(), given)
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do it; without this the users are only listed")
	addRateFlag(command, &rate)
	return command
}

// withoutID are the confirmed users who have no id of the application.
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

// giveID gives a user an id, unless there is one by now: a list of users is some seconds old, and an id must never
// change once somebody has seen it.
func (p openPool) giveID(ctx context.Context, user useradmin.User) (given bool, err error) {
	if err := p.Wait(ctx); err != nil {
		return false, err
	}
	now, err := p.SDK.AdminGetUser(ctx, &idp.AdminGetUserInput{UserPoolId: aws.String(p.ID), Username: aws.String(user.Username)})
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
		return errors.New("the user pool is asked too often: wait a moment and run this again, it goes on where it stopped")
	case awsclient.IsDenied(code):
		return fmt.Errorf("check your AWS credentials, they need AdminGetUser and AdminUpdateUserAttributes: %w", awsclient.Cause(err))
	case code == "InvalidParameterException":
		return fmt.Errorf("does the pool have the attribute %s? %w", appuser.Attribute, awsclient.Cause(err))
	}
	return fmt.Errorf("giving %s an id: %w", visible(user.Subject), awsclient.Cause(err))
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
	_, err := fmt.Fprintf(out, "\n%d users without a %s. Nothing was changed; --yes gives each one.\n", len(users), appuser.Attribute)
	return err
}

func (t *poolTarget) sayGiven(out io.Writer, users []useradmin.User) error {
	if t.json {
		return t.print(out, users)
	}
	_, err := fmt.Fprintf(out, "%d users got a %s.\n", len(users), appuser.Attribute)
	return err
}
