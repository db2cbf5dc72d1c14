package main

import (
	"context"
	"fmt"

	"cognitossr/pkg/useradmin"
)

// What follows ends a user's sessions at once, where the deployment has instant sign-out on. An action that is about
// them is not done before the entry is written; elsewhere tokens are valid until they expire.

func (c change) endSessions(ctx context.Context, user useradmin.User) error {
	return c.EndUser(ctx, user.Subject, c.admin)
}

// checkAndEnd is the check in the middle of a change that can still be undone: without the entry it is.
func (c change) checkAndEnd(user useradmin.User) useradmin.Check {
	return func(ctx context.Context) error {
		if err := c.stillAdministrator(ctx); err != nil {
			return err
		}
		return c.endSessions(ctx, user)
	}
}

// endAfter is for a change that cannot be undone, and after which Cognito itself keeps the sessions: the entry alone
// would last no longer than an access token, and a refresh would bring them back.
func (c change) endAfter(ctx context.Context, user useradmin.User) error {
	if c.Revocations == nil {
		return nil
	}
	if err := c.pool.SignOut(ctx, user); err != nil {
		return halfDone(err)
	}
	return halfDone(c.endSessions(ctx, user))
}

func halfDone(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", useradmin.ErrHalfDone, err)
}
