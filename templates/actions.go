package templates

// question is what the pages say about an action.
type question struct {
	label       string // of its button
	consequence string // what an administrator should know before confirming it
	kind        string // classes of its button
}

// questionAbout returns what is said about an action; false: there is no such action. It is no table in a variable, because pages that ask
// nothing would then carry it.
func questionAbout(action string) (question, bool) {
	switch action {
	case ActionDisable:
		return question{"Disable", "The user can no longer sign in, and running sessions cannot be renewed. It can be undone.", "button danger"}, true
	case ActionEnable:
		return question{"Enable", "The user can sign in again.", "button"}, true
	case ActionResetPassword:
		return question{"Reset password", "The password stops working, and a code to choose a new one is sent by e-mail.", "button"}, true
	case ActionSignOut:
		return question{"Sign out everywhere", "All sessions of the user end, on every device.", "button"}, true
	case ActionAddAdmin:
		return question{"Make administrator", "The user will be able to manage all users, you included.", "button"}, true
	case ActionRemoveAdmin:
		return question{"Remove as administrator", "The user can no longer manage users.", "button danger"}, true
	case ActionDelete:
		return question{"Delete", "The account and everything in it are removed. It cannot be undone.", "button danger"}, true
	}
	return question{}, false
}

// actionsFor is what makes sense for a user in this state. Nobody is offered to lock themselves out.
func actionsFor(v UserView) []string {
	actions := []string{ActionResetPassword, ActionSignOut}
	if !v.Enabled {
		actions = append(actions, ActionEnable)
	}
	if !v.IsAdmin {
		actions = append(actions, ActionAddAdmin)
	}
	if v.IsSelf {
		return actions
	}
	if v.IsAdmin {
		actions = append(actions, ActionRemoveAdmin)
	}
	if v.Enabled {
		actions = append(actions, ActionDisable)
	}
	return append(actions, ActionDelete)
}
