package useradmin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// Check is called between the part of a change that can be undone and the rest of it. An error stops the change and
// undoes that part. nil means no check.
//
// Two administrators who lock each other out at the same time both pass any check before the change; a check after it
// sees the other change. AWS offers no conditional writes, which would be better.
type Check func(context.Context) error

func (c Check) ask(ctx context.Context) error {
	if c == nil {
		return nil
	}
	return c(ctx)
}

// undoTimeout is how long undoing a change may take. It is separate from the timeout of the change, which may have
// expired.
const undoTimeout = 2 * time.Second

// Enable lets a user sign in again. Sessions that were ended stay so.
func (p *Pool) Enable(ctx context.Context, user User) error {
	_, err := p.Client().AdminEnableUser(ctx, &idp.AdminEnableUserInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(user.Username)})
	return doing("enabling a user", Classify(err))
}

// Disable keeps a user from signing in, and ends all sessions.
func (p *Pool) Disable(ctx context.Context, user User, check Check) error {
	_, err := p.Client().AdminDisableUser(ctx, &idp.AdminDisableUserInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(user.Username)})
	if err != nil {
		return doing("disabling a user", Classify(err))
	}
	if err := check.ask(ctx); err != nil {
		return p.takeBack(ctx, err, func(ctx context.Context) error {
			if !user.Enabled {
				return nil // was disabled before
			}
			return p.Enable(ctx, user)
		})
	}
	return halfDone(p.SignOut(ctx, user))
}

// Delete disables a user, ends all sessions and removes the user for good: in this order, so that a failure midway
// leaves no session (S-33).
func (p *Pool) Delete(ctx context.Context, user User, check Check) error {
	if err := p.Disable(ctx, user, check); err != nil {
		return err
	}
	_, err := p.Client().AdminDeleteUser(ctx, &idp.AdminDeleteUserInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(user.Username)})
	if err = doing("deleting a user", Classify(err)); errors.Is(err, ErrNotFound) {
		return nil // another call deleted the user first
	}
	return halfDone(err)
}

// ResetPassword invalidates the password and has Cognito mail a code to choose a new one. It returns what
// CanResetPassword does.
func (p *Pool) ResetPassword(ctx context.Context, user User) error {
	if err := user.CanResetPassword(); err != nil {
		return doing("resetting a password", err)
	}
	input := &idp.AdminResetUserPasswordInput{UserPoolId: aws.String(p.ID), Username: aws.String(user.Username)}
	_, err := p.Client().AdminResetUserPassword(ctx, input)
	return doing("resetting a password", Classify(err))
}

// SignOut ends all sessions of a user. Issued access tokens stay valid until they expire.
func (p *Pool) SignOut(ctx context.Context, user User) error {
	_, err := p.Client().AdminUserGlobalSignOut(ctx, &idp.AdminUserGlobalSignOutInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(user.Username)})
	return doing("signing a user out", Classify(err))
}

// AddToGroup makes a user a member. It shows in tokens that are issued afterwards.
func (p *Pool) AddToGroup(ctx context.Context, user User, group string) error {
	_, err := p.Client().AdminAddUserToGroup(ctx, &idp.AdminAddUserToGroupInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username), GroupName: aws.String(group),
	})
	return doing("adding a user to a group", classifyMembership(err))
}

// RemoveFromGroup ends a membership, and all sessions, so that no new token says otherwise. Call it for a member
// only: undoing it makes the user a member.
func (p *Pool) RemoveFromGroup(ctx context.Context, user User, group string, check Check) error {
	_, err := p.Client().AdminRemoveUserFromGroup(ctx, &idp.AdminRemoveUserFromGroupInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username), GroupName: aws.String(group),
	})
	if err != nil {
		return doing("removing a user from a group", classifyMembership(err))
	}
	if err := check.ask(ctx); err != nil {
		return p.takeBack(ctx, err, func(ctx context.Context) error { return p.AddToGroup(ctx, user, group) })
	}
	return halfDone(p.SignOut(ctx, user))
}

// takeBack returns the reason. If undoing the change fails, the error also wraps ErrHalfDone.
func (p *Pool) takeBack(ctx context.Context, reason error, undo func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	if err := undo(ctx); err != nil {
		return fmt.Errorf("undoing the change: %w: %w, after: %w", ErrHalfDone, err, reason)
	}
	return reason
}

func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func halfDone(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrHalfDone, err)
}

// notThere turns the error about a user who does not exist into false.
func notThere(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return false, err
}
