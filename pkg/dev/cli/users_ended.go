//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

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
	keys, err := settings.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, credentialsError{err}
	}
	ofTool := map[string]string{
		"AWS_REGION": settings.Region, "AWS_ACCESS_KEY_ID": keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY": keys.SecretAccessKey,
		"AWS_SESSION_TOKEN": keys.SessionToken,
	}
	return revocation.New(func(name string) string {
		if value, known := ofTool[name]; known {
			return value
		}
		return t.getenv(name)
	}, table, 0, time.Now), nil
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
