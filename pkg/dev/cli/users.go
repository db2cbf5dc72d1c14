package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/useradmin"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/spf13/cobra"
)

func newUsersCommand() *cobra.Command {
	target := &poolTarget{getenv: os.Getenv}
	command := &cobra.Command{
		Use:   "users",
		Short: "List, create and change the users of a user pool",
		Long: "Lists, creates and changes the users of a user pool. A USER is an e-mail address or a sub.\n\n" +
			"The pool is the one of --pool, of COGNITO_USER_POOL_ID, or the one that Terraform deployed; with --local it is the one of ./build.sh dev.\n" +
			"Credentials are those of the AWS command line: environment, profile (AWS_PROFILE), single sign-on.",
		Example: "  ./build.sh users list --local\n  ./build.sh users create ada@example.com --group admin\n  ./build.sh users delete ada@example.com",
		Args:    cobra.NoArgs,
		RunE:    func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	flags := command.PersistentFlags()
	flags.StringVar(&target.pool, "pool", "", "id of the user pool, as in eu-west-1_AbCdEf123")
	flags.StringVar(&target.endpoint, "endpoint", "", "address of the Cognito API, for emulators (also by AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER)")
	flags.BoolVar(&target.local, "local", false, "use the local Cognito of ./build.sh dev (COGNITO_PORT, 9229)")
	flags.BoolVar(&target.json, "json", false, "print JSON")
	command.AddCommand(newUsersListCommand(target), newUsersGetCommand(target), newUsersExportCommand(target), newUsersCreateCommand(target), newUsersDeleteCommand(target), newUsersBackfillCommand(target))
	command.AddCommand(newUsersChangeCommands(target)...)
	return command
}

// poolTarget is which pool a command works on, by its flags and environment, and how it prints.
type poolTarget struct {
	pool, endpoint string
	local, json    bool
	getenv         func(string) string
}

// openPool is a pool with the client that reaches it.
type openPool struct {
	*useradmin.Pool
	client *idp.Client
}

func (t *poolTarget) open(ctx context.Context) (openPool, error) {
	if t.local {
		return t.openLocal(ctx)
	}
	id, err := t.poolID(ctx)
	if err != nil {
		return openPool{}, err
	}
	region, _, found := strings.Cut(id, "_")
	if !found {
		return openPool{}, fmt.Errorf("%q is not the id of a user pool, which is like eu-west-1_AbCdEf123", id)
	}
	settings, err := awsSettings(ctx, region)
	if err != nil {
		return openPool{}, fmt.Errorf("%w; --local is the local Cognito", err)
	}
	return newOpenPool(id, t.newClient(settings)), nil
}

// openFor opens the pool and finds the one user that a command is about.
func (t *poolTarget) openFor(ctx context.Context, who string) (openPool, useradmin.User, error) {
	pool, err := t.open(ctx)
	if err != nil {
		return openPool{}, useradmin.User{}, err
	}
	user, err := pool.find(ctx, who)
	return pool, user, err
}

func (t *poolTarget) newClient(settings aws.Config) *idp.Client {
	return idp.NewFromConfig(settings, func(o *idp.Options) {
		if t.endpoint != "" {
			o.BaseEndpoint = &t.endpoint
		}
	})
}

func newOpenPool(id string, client *idp.Client) openPool {
	return openPool{Pool: &useradmin.Pool{ID: id, Client: func() useradmin.API { return client }}, client: client}
}

// openLocal asks the local Cognito which pool it has.
func (t *poolTarget) openLocal(ctx context.Context) (openPool, error) {
	port := t.getenv("COGNITO_PORT")
	if port == "" {
		port = "9229"
	}
	if t.endpoint == "" {
		t.endpoint = "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	client := t.newClient(localSettings())
	if t.pool != "" {
		return newOpenPool(t.pool, client), nil
	}
	pools, err := client.ListUserPools(ctx, &idp.ListUserPoolsInput{MaxResults: aws.Int32(1)})
	if err != nil {
		return openPool{}, fmt.Errorf("the local Cognito does not answer at %s; start it with ./build.sh dev: %w", t.endpoint, err)
	}
	if len(pools.UserPools) == 0 {
		return openPool{}, fmt.Errorf("what answers at %s has no user pool", t.endpoint)
	}
	return newOpenPool(aws.ToString(pools.UserPools[0].Id), client), nil
}

func (t *poolTarget) poolID(ctx context.Context) (string, error) {
	if t.pool != "" {
		return t.pool, nil
	}
	if id := t.getenv("COGNITO_USER_POOL_ID"); id != "" {
		return id, nil
	}
	root, err := repository()
	if err != nil {
		return "", err
	}
	deployed, err := deployment.Terraform(ctx, filepath.Join(root, "terraform"))
	if err != nil {
		return "", fmt.Errorf("which user pool? Give --pool ID or --local, set COGNITO_USER_POOL_ID, or deploy one with ./build.sh deploy: %w", err)
	}
	return deployed.UserPoolID, nil
}

// find is the one user with an address or a sub.
func (p openPool) find(ctx context.Context, who string) (useradmin.User, error) {
	if !strings.Contains(who, "@") {
		user, err := p.BySubject(ctx, who)
		return user, explain(err, who)
	}
	page, err := p.List(ctx, useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.Is, Text: who, Limit: useradmin.MaxLimit})
	switch {
	case err != nil:
		return useradmin.User{}, explain(err, who)
	case len(page.Users) == 0:
		return useradmin.User{}, fmt.Errorf("there is no user %q in pool %s", who, p.ID)
	case len(page.Users) > 1:
		subjects := make([]string, len(page.Users))
		for i, user := range page.Users {
			subjects[i] = user.Subject
		}
		return useradmin.User{}, fmt.Errorf("there are %d users with the address %q: give the sub of the one you mean: %s", len(subjects), who, strings.Join(subjects, ", "))
	}
	return page.Users[0], nil
}

// explain says what to do about an error of the pool.
func explain(err error, who string) error {
	hint := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, useradmin.ErrNotFound):
		return fmt.Errorf("there is no user %q in the pool", who)
	case errors.Is(err, useradmin.ErrDenied):
		hint = "check your AWS credentials, the id of the pool, and that the group exists"
	case errors.Is(err, useradmin.ErrThrottled):
		hint = "wait a moment and try again"
	case errors.Is(err, useradmin.ErrRefused):
		hint = "Cognito does not allow it for the state the user is in"
	case errors.Is(err, useradmin.ErrUnavailable):
		hint = "check network and credentials"
	default:
		return err
	}
	return fmt.Errorf("%s: %w", hint, err)
}
