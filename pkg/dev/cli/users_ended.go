//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/useradmin"
)

// signOutTable is the variable with the name of the table of ended sessions, as in the functions.
const signOutTable = "INSTANT_SIGN_OUT_TABLE"

// endedSessions returns the list of ended sessions of the site, nil where instant sign-out is off. It is called with
// the credentials of the tool.
func (t *poolTarget) endedSessions(ctx context.Context, settings aws.Config) (*revocation.List, error) {
	table := t.getenv(signOutTable)
	if table == "" {
		table = t.deployedTable
	}
	if table == "" {
		return nil, nil
	}
	getenv, err := ofTool(ctx, settings, t.getenv)
	if err != nil {
		return nil, err
	}
	return revocation.New(getenv, table, 0, time.Now), nil
}

// ofTool is the environment with the tool's own region and credentials, for calls of AWS without the SDK.
func ofTool(ctx context.Context, settings aws.Config, getenv func(string) string) (func(string) string, error) {
	keys, err := settings.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, credentialsError{err}
	}
	own := map[string]string{
		"AWS_REGION": settings.Region, "AWS_ACCESS_KEY_ID": keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY": keys.SecretAccessKey,
		"AWS_SESSION_TOKEN": keys.SessionToken,
	}
	return func(name string) string {
		if value, known := own[name]; known {
			return value
		}
		return getenv(name)
	}, nil
}

// noTable is the code for a table that does not exist.
const noTable = "ResourceNotFoundException"

// localEnded returns the list of the local Cognito, nil where it was started without: then it does not have the
// table, or not even the question.
func (t *poolTarget) localEnded(ctx context.Context) *revocation.List {
	settings := map[string]string{
		"AWS_REGION": local.Region, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
		"AWS_ENDPOINT_URL_DYNAMODB": t.endpoint,
	}
	list := revocation.New(func(name string) string { return settings[name] }, local.SignOutTable, 0, time.Now)
	_, err := list.Ended(ctx, revocation.Session{Subject: "nobody"})
	failed := new(awsjson.Error)
	if errors.As(err, &failed) && (failed.Code == noTable || failed.Code == "UnknownOperationException" ||
		failed.Code == awsjson.CodeConnection) {
		return nil
	}
	return list
}

// endSessions ends the sessions of a user at once, where the site has instant sign-out on. The tool does not know how
// long tokens of the site are valid: the entry stays for the longest time that Cognito allows.
func (p openPool) endSessions(ctx context.Context, user useradmin.User) error {
	if p.ended == nil {
		return nil
	}
	return p.ended.EndUser(ctx, user.Subject, revocation.MaxValidity)
}

// check ends the sessions in the middle of a change, which is undone if that fails.
func (p openPool) check(user useradmin.User) useradmin.Check {
	return func(ctx context.Context) error { return p.endSessions(ctx, user) }
}

// thenEnd is for a change that cannot be undone, and after which Cognito keeps the sessions.
func (p openPool) thenEnd(ctx context.Context, user useradmin.User, err error) error {
	if err != nil || p.ended == nil {
		return err
	}
	if err := p.SignOut(ctx, user); err != nil {
		return fmt.Errorf("the change is made, and the sessions have not ended: %w", err)
	}
	return notEnded(p.endSessions(ctx, user))
}

var errNotEnded = errors.New("the change is made, but tokens that are valid now are not refused before they expire; " +
	"run the command again")

func notEnded(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errNotEnded, err)
}
