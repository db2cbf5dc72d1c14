package main

import (
	"context"
	"slices"

	"cognitossr/pkg/useradmin"
	"cognitossr/templates"
)

// action is one thing that can be done to a user. Nothing of a request but its name chooses it, and the group is never the request's choice.
type action struct {
	grave    bool // asks first, and wants a fresh sign-in
	locksOut bool // not on oneself
	do       func(ctx context.Context, a attempt, user useradmin.User) error
}

// actions is the list by the name that stands in the path.
func actions() map[string]action {
	return map[string]action{
		templates.ActionEnable:        {do: enable},
		templates.ActionSignOut:       {do: signOut},
		templates.ActionResetPassword: {grave: true, do: resetPassword},
		templates.ActionAddAdmin:      {grave: true, do: addAdmin},
		templates.ActionDisable:       {grave: true, locksOut: true, do: disable},
		templates.ActionRemoveAdmin:   {grave: true, locksOut: true, do: removeAdmin},
		templates.ActionDelete:        {grave: true, locksOut: true, do: remove},
	}
}

func enable(ctx context.Context, a attempt, user useradmin.User) error {
	return a.pool.Enable(ctx, user)
}

func signOut(ctx context.Context, a attempt, user useradmin.User) error {
	return a.pool.SignOut(ctx, user)
}

// resetPassword does not do it twice: the second code would make the first one useless.
func resetPassword(ctx context.Context, a attempt, user useradmin.User) error {
	if user.Status == "RESET_REQUIRED" {
		return nil
	}
	return a.pool.ResetPassword(ctx, user)
}

func addAdmin(ctx context.Context, a attempt, user useradmin.User) error {
	return a.pool.AddToGroup(ctx, user, a.adminGroup())
}

// The actions below could take the last administrator away. The caller is one and cannot be the target, so one stays - unless the target does
// the same to the caller at the same time. So the caller is looked at again once the change is made, and if it is no administrator any more the
// change is taken back: of two who remove each other at least the later one sees it. Both may; then both stay.

func disable(ctx context.Context, a attempt, user useradmin.User) error {
	return a.pool.Disable(ctx, user, a.stillAdministrator)
}

func remove(ctx context.Context, a attempt, user useradmin.User) error {
	return a.pool.Delete(ctx, user, a.stillAdministrator)
}

func removeAdmin(ctx context.Context, a attempt, user useradmin.User) error {
	groups, err := a.pool.Groups(ctx, user.Username)
	if err != nil {
		return err
	}
	if !slices.Contains(groups, a.adminGroup()) {
		return nil // and taking it back would make one
	}
	return a.pool.RemoveFromGroup(ctx, user, a.adminGroup(), a.stillAdministrator)
}
