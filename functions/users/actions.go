package main

import (
	"context"
	"slices"

	"cognitossr/pkg/language"
	"cognitossr/pkg/useradmin"
	"cognitossr/templates"
)

// action is something that an administrator can do to a user: its texts and its effect. A request chooses it only by
// name; where it is about a group, also that.
type action struct {
	name        string        // as in the path and in the audit log
	label       language.Func // of its button
	consequence language.Func // shown before it is confirmed
	done        language.Func // shown afterwards
	danger      bool          // its button warns
	destructive bool          // needs confirmation and a recent sign-in
	locksOut    bool          // not on oneself
	ofGroup     bool          // of a group that the form names; administrators have actions of their own

	useful  func(user useradmin.User, isAdmin bool) bool // whether it would change anything; nil: always
	allowed func(user useradmin.User) error              // why Cognito would refuse it in this state; nil: never
	do      func(ctx context.Context, c change, user useradmin.User) error
}

// actions are in the order of their buttons.
var actions = []action{
	{
		name: templates.ActionInvite, label: language.Language.ActionInvite, done: language.Language.ActionInviteDone,
		consequence: language.Language.ActionInviteMeans,
		allowed:     useradmin.User.CanInviteAgain, do: invite,
	},
	{
		name: "reset-password", label: language.Language.ActionResetPassword, destructive: true,
		done:        language.Language.ActionResetPasswordDone,
		consequence: language.Language.ActionResetPasswordMeans,
		allowed:     useradmin.User.CanResetPassword, do: resetPassword,
	},
	{
		name: "sign-out", label: language.Language.ActionSignOut, done: language.Language.ActionSignOutDone,
		consequence: language.Language.ActionSignOutMeans, do: signOut,
	},
	{
		name: "enable", label: language.Language.ActionEnable, done: language.Language.ActionEnableDone,
		consequence: language.Language.ActionEnableMeans,
		useful:      isDisabled, do: enable,
	},
	{
		name: actionAddAdmin, label: language.Language.ActionAddAdmin, destructive: true,
		done:        language.Language.ActionAddAdminDone,
		consequence: language.Language.ActionAddAdminMeans, useful: isNotAdmin, do: addAdmin,
	},
	{
		name: actionRemoveAdmin, label: language.Language.ActionRemoveAdmin, danger: true, destructive: true, locksOut: true,
		done:        language.Language.ActionRemoveAdminDone,
		consequence: language.Language.ActionRemoveAdminMeans, useful: isAdmin, do: removeAdmin,
	},
	{
		name: actionAddToGroup, label: language.Language.ActionAddToGroup, destructive: true, ofGroup: true,
		done:        language.Language.ActionAddToGroupDone,
		consequence: language.Language.ActionAddToGroupMeans, do: addToGroup,
	},
	{
		name: actionRemoveFromGroup, label: language.Language.ActionRemoveFromGroup, danger: true, destructive: true,
		ofGroup: true,
		done:    language.Language.ActionRemoveFromGroupDone, consequence: language.Language.ActionRemoveFromGroupMeans,
		do: removeFromGroup,
	},
	{
		name: "disable", label: language.Language.ActionDisable, danger: true, destructive: true, locksOut: true,
		done:        language.Language.ActionDisableDone,
		consequence: language.Language.ActionDisableMeans,
		useful:      isEnabled, do: disable,
	},
	{
		name: actionDelete, label: language.Language.ActionDelete, danger: true, destructive: true, locksOut: true,
		done:        language.Language.ActionDeleteDone,
		consequence: language.Language.ActionDeleteMeans, do: remove,
	},
}

// Names of actions that are known by more than their name.
const (
	actionDelete          = "delete" // leaves no user page that could show the result
	actionAddToGroup      = "add-to-group"
	actionRemoveFromGroup = "remove-from-group"
	actionAddAdmin        = "add-admin"
	actionRemoveAdmin     = "remove-admin"
)

func actionNamed(name string) (action, bool) {
	i := slices.IndexFunc(actions, func(a action) bool { return a.name == name })
	if i < 0 {
		return action{}, false
	}
	return actions[i], true
}

// refusal returns why Cognito would refuse the action for a user, or nil.
func (a action) refusal(user useradmin.User) error {
	if a.allowed == nil {
		return nil
	}
	return a.allowed(user)
}

func (a action) view(say language.Language) templates.UserAction {
	return templates.UserAction{Name: a.name, Label: string(a.label(say)), Consequence: string(a.consequence(say)),
		Danger: a.danger}
}

// on returns the action for a group: for the group of administrators the one with its guards, whatever the request
// calls it.
func (a action) on(group, adminGroup string) action {
	if a.ofGroup && group == adminGroup {
		byName := map[string]string{actionAddToGroup: actionAddAdmin, actionRemoveFromGroup: actionRemoveAdmin}
		a, _ = actionNamed(byName[a.name])
	}
	return a
}

// offered returns the actions that a user's state allows and that change something. Administrators cannot lock
// themselves out.
func offered(say language.Language, user useradmin.User, isAdmin, isSelf bool) (views []templates.UserAction) {
	for _, a := range actions {
		if a.ofGroup || isSelf && a.locksOut || a.refusal(user) != nil || a.useful != nil && !a.useful(user, isAdmin) {
			continue
		}
		views = append(views, a.view(say))
	}
	return views
}

func isEnabled(user useradmin.User, _ bool) bool     { return user.Enabled }
func isDisabled(user useradmin.User, _ bool) bool    { return !user.Enabled }
func isAdmin(_ useradmin.User, isAdmin bool) bool    { return isAdmin }
func isNotAdmin(_ useradmin.User, isAdmin bool) bool { return !isAdmin }

func invite(ctx context.Context, c change, user useradmin.User) error {
	return c.pool.InviteAgain(ctx, user, c.mail)
}

func enable(ctx context.Context, c change, user useradmin.User) error {
	return c.pool.Enable(ctx, user)
}

func signOut(ctx context.Context, c change, user useradmin.User) error {
	if err := c.pool.SignOut(ctx, user); err != nil {
		return err
	}
	return halfDone(c.endSessions(ctx, user))
}

// resetPassword is not repeated: a second code would invalidate the first one.
func resetPassword(ctx context.Context, c change, user useradmin.User) error {
	if user.Status != useradmin.ResetRequired {
		if err := c.pool.ResetPassword(ctx, user); err != nil {
			return err
		}
	}
	return c.endAfter(ctx, user)
}

func addAdmin(ctx context.Context, c change, user useradmin.User) error {
	return c.join(ctx, user, c.adminGroup())
}

func addToGroup(ctx context.Context, c change, user useradmin.User) error {
	return c.join(ctx, user, c.group)
}

func (c change) join(ctx context.Context, user useradmin.User, group string) error {
	if err := c.pool.AddToGroup(ctx, user, group); err != nil {
		return err
	}
	return c.endAfter(ctx, user)
}

// The actions below could remove the last administrator. The caller is one and cannot be the target, so one stays,
// unless the target does the same to the caller at the same time. So the caller is checked again after the change,
// which is undone if the caller is no longer an administrator: of two who remove each other at least the later one
// sees it. If both do, both stay.

func disable(ctx context.Context, c change, user useradmin.User) error {
	return c.pool.Disable(ctx, user, c.checkAndEnd(user))
}

func remove(ctx context.Context, c change, user useradmin.User) error {
	return c.pool.Delete(ctx, user, c.checkAndEnd(user))
}

func removeAdmin(ctx context.Context, c change, user useradmin.User) error {
	return c.leave(ctx, user, c.adminGroup())
}

// removeFromGroup cannot remove an administrator, but a caller who is none any more does not change groups either.
func removeFromGroup(ctx context.Context, c change, user useradmin.User) error {
	return c.leave(ctx, user, c.group)
}

func (c change) leave(ctx context.Context, user useradmin.User, group string) error {
	groups, err := c.pool.Groups(ctx, user.Username)
	if err != nil {
		return err
	}
	if !slices.Contains(groups, group) {
		return nil // and undoing it would make the user a member
	}
	return c.pool.RemoveFromGroup(ctx, user, group, c.checkAndEnd(user))
}
