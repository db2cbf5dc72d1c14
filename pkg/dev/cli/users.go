//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cognitossr/pkg/awsclient"
	siteconfig "cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/dev/pooladmin"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/useradmin"
)

func newUsersCommand() *cobra.Command {
	target := &poolTarget{getenv: os.Getenv}
	command := &cobra.Command{
		Use:   "users",
		Short: "List, create, change, import and export the users of a user pool",
		Long: "Lists, creates, changes, imports and exports the users of a user pool. A USER is an e-mail address or " +
			"a sub.\n\n" +
			"The pool is the one given by --pool or COGNITO_USER_POOL_ID, or else the one that Terraform deployed; with\n" +
			"--local it is the pool of ./build.sh dev.\n" +
			"Credentials are those of the AWS CLI: environment, profile (AWS_PROFILE), single sign-on.",
		Example: "  ./build.sh users list --local\n  ./build.sh users invite ada@example.com --group admin\n" +
			"  ./build.sh users export -o users.csv",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },

		PersistentPreRunE: func(command *cobra.Command, _ []string) error { return target.check(command.Flags()) },
	}
	flags := command.PersistentFlags()
	flags.StringVar(&target.pool, "pool", "", "ID of the user pool, as in eu-west-1_AbCdEf123")
	flags.StringVar(&target.endpoint, "endpoint", "",
		"address of the Cognito API, for emulators (default: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER)")
	flags.BoolVar(&target.local, "local", false, "use the local Cognito of ./build.sh dev (COGNITO_PORT, 9229)")
	target.format.addTo(flags)
	command.AddCommand(
		newUsersListCommand(target), newUsersGetCommand(target), newUsersExportCommand(target), newUsersImportCommand(target),
		newUsersGroupsCommand(target), newUsersCreateCommand(target), newUsersInviteCommand(target),
		newUsersSetPasswordCommand(target), newUsersDeleteCommand(target), newUsersBackfillCommand(target),
		newUsersAuditCommand(target),
	)
	command.AddCommand(newUsersChangeCommands(target)...)
	return command
}

// poolTarget selects the pool of a command by flags and environment, and the format of the output.
type poolTarget struct {
	format
	pool, endpoint string
	local          bool
	getenv         func(string) string
	deployedTable  string // of ended sessions, as Terraform says
}

// openPool is a pool with its client.
type openPool struct {
	pooladmin.Pool
	local bool             // on this machine, without quotas
	ended *revocation.List // nil where instant sign-out is off
}

// check rejects flags with an empty or malformed value before the pool is called.
func (t *poolTarget) check(flags *pflag.FlagSet) error {
	var err error
	flags.Visit(func(flag *pflag.Flag) {
		if value := strings.TrimSpace(flag.Value.String()); err == nil && value == "" {
			err = wrongUse{fmt.Errorf("--%s needs a value", flag.Name)}
		}
	})
	if err != nil {
		return err
	}
	if t.endpoint == "" {
		return nil
	}
	if u, err := url.Parse(t.endpoint); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return wrongUse{fmt.Errorf("--endpoint %q is not an address like http://127.0.0.1:9229", t.endpoint)}
	}
	return nil
}

func (t *poolTarget) open(ctx context.Context) (openPool, error) {
	if t.local {
		return t.openLocal(ctx)
	}
	id, err := t.poolID(ctx)
	if err != nil {
		return openPool{}, err
	}
	if !siteconfig.IsPoolID(id) {
		return openPool{}, wrongUse{fmt.Errorf("%q is not the id of a user pool, which is like eu-west-1_AbCdEf123", id)}
	}
	region, _, _ := strings.Cut(id, "_")
	settings, err := awsSettings(ctx, region)
	if err != nil {
		return openPool{}, fmt.Errorf("%w; --local is the local Cognito", err)
	}
	ended, err := t.endedSessions(ctx, settings)
	return openPool{Pool: pooladmin.New(id, t.newClient(settings)), ended: ended}, err
}

// openFor opens the pool and finds the user of a command.
func (t *poolTarget) openFor(ctx context.Context, who string) (openPool, useradmin.User, error) {
	pool, err := t.open(ctx)
	if err != nil {
		return openPool{}, useradmin.User{}, err
	}
	if pool.local && pool.ended == nil {
		pool.ended = t.localEnded(ctx)
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

// openLocal asks the local Cognito for its pool.
func (t *poolTarget) openLocal(ctx context.Context) (openPool, error) {
	port := t.getenv("COGNITO_PORT")
	if port == "" {
		port = "9229"
	}
	if t.endpoint == "" {
		t.endpoint = "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	client := t.newClient(localSettings())
	ended, err := t.endedSessions(ctx, localSettings())
	if err != nil {
		return openPool{}, err
	}
	if t.pool != "" {
		return openPool{pooladmin.New(t.pool, client), true, ended}, nil
	}
	pools, err := client.ListUserPools(ctx, &idp.ListUserPoolsInput{MaxResults: aws.Int32(1)})
	if err != nil {
		return openPool{}, fmt.Errorf("the local Cognito does not answer at %s (%s); start it with ./build.sh dev, "+
			"or set COGNITO_PORT to its port",
			t.endpoint, awsclient.Code(err))
	}
	if len(pools.UserPools) == 0 {
		return openPool{}, fmt.Errorf("the Cognito API at %s has no user pool", t.endpoint)
	}
	return openPool{pooladmin.New(aws.ToString(pools.UserPools[0].Id), client), true, ended}, nil
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
		return "", fmt.Errorf("which user pool? Give --pool ID or --local, set COGNITO_USER_POOL_ID, "+
			"or deploy one with ./build.sh deploy: %w", err)
	}
	t.deployedTable = deployed.SignOutTable
	return deployed.UserPoolID, nil
}

var errNoUser = errors.New("there is no user")

// find returns the one user with an address or a sub.
func (p openPool) find(ctx context.Context, who string) (useradmin.User, error) {
	who = useradmin.Pasted(who)
	if who == "" {
		return useradmin.User{}, wrongUse{errors.New("an address or a sub is needed, as ./build.sh users list shows them")}
	}
	if !strings.Contains(who, "@") {
		user, err := p.BySubject(ctx, who)
		return user, explain(err, who)
	}
	query := useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.Is, Text: who, Limit: useradmin.MaxLimit}
	page, err := p.List(ctx, query)
	switch {
	case err != nil:
		return useradmin.User{}, explain(err, who)
	case len(page.Users) == 0:
		return useradmin.User{}, fmt.Errorf("%w %q in pool %s", errNoUser, who, p.ID)
	case len(page.Users) > 1:
		subjects := make([]string, len(page.Users))
		for i, user := range page.Users {
			subjects[i] = user.Subject
		}
		return useradmin.User{}, fmt.Errorf("there are %d users with the address %q: give the sub of the one you mean: %s",
			len(subjects), who, strings.Join(subjects, ", "))
	}
	return page.Users[0], nil
}

// explain adds to an error of the pool what to do about it.
func explain(err error, who string) error {
	var state *useradmin.StateError
	var refused *pooladmin.RefusedError
	hint := ""
	switch {
	case err == nil:
		return nil
	case errors.As(err, &state):
		return fmt.Errorf("%s: %w", visible(who), state)
	case errors.As(err, &refused):
		return err
	case errors.Is(err, useradmin.ErrNotFound):
		return fmt.Errorf("there is no user %q in the pool", who)
	case errors.Is(err, useradmin.ErrNoGroup):
		return fmt.Errorf("%w; ./build.sh users groups create NAME creates it", err)
	case errors.Is(err, useradmin.ErrDenied):
		hint = "check your AWS credentials, the id of the pool, and that both belong to the same account"
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
