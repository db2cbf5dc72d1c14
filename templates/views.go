// Package templates holds the site's pages as templ components: one file per page, one layout, and in this file what
// each page needs to know. It must not decide anything: no request, cookie, token, environment or clock is read here.
// Text that comes from users is shown through shown, as text, in a <bdi> element; no script, no style attribute and
// no event handler is written.
package templates

//go:generate go run ./internal/assetgen
//go:generate go run ./internal/icongen
//go:generate go tool templ generate -include-version=false

import (
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/language"
	"cognitossr/pkg/view"
)

// What package web fills for every page.
type (
	// Layout is what every page needs for its frame.
	Layout = view.Layout
	// FailureView is every error page.
	FailureView = view.Failure
	// Action is a next step that an error page offers.
	Action = view.Action
)

// HomeView is the page at /.
type HomeView struct {
	Layout
	Unverifiable bool // there is a session that cannot be verified at the moment
	Registered   bool // the visitor has just registered, and the address is confirmed
	SignUpOff    bool // visitors cannot register by themselves
}

// ProfileView shows a visitor what the site knows from the tokens.
type ProfileView struct {
	Layout
	Email         string
	EmailVerified bool
	Subject       string    // the user's sub, the only identifier that never changes
	Groups        []string  // from the access token
	SignedInSince time.Time // auth_time
	ExpiresAt     time.Time // when the session must be refreshed
	IsAdmin       bool      // shows the link to the users
}

// SignOutView asks whether to sign out: the answer to GET /auth/logout.
type SignOutView struct {
	Layout
}

// LeavingView is shown between the end of this site's session and the end of the sign-in service's.
type LeavingView struct {
	Layout
	Next templ.SafeURL // of the sign-in service's sign-out, from the configuration
}

// SignedOutView confirms the sign-out, in this browser or on every device: the redirect from Cognito cannot carry
// which.
type SignedOutView struct {
	Layout
}

// ConfirmAddressView asks for the code that was mailed at a sign-up: the answer to GET /account/confirm, for everybody.
type ConfirmAddressView struct {
	Layout
}

// PasswordView says how to reset a password: the answer to GET /account/password, for everybody.
type PasswordView struct {
	Layout
}

// DeleteAccountView asks a visitor whether to delete their own account: the answer to GET /account/delete.
type DeleteAccountView struct {
	Layout
	Subject   string // the user's sub
	Stale     bool   // the sign-in is too long ago: nothing can be confirmed before the next one
	IsAdmin   bool   // administers the site, which must not lose its last administrator: another administrator must do it
	SignUpOff bool   // visitors cannot register by themselves
}

// AccountDeletedView confirms the deletion.
type AccountDeletedView struct {
	Layout
}

// UsersView lists users for an administrator, one page at a time. Cognito pages forward only, so the links lead to
// the next and to the first page.
type UsersView struct {
	Layout
	Selection  UsersSelection
	Groups     []string // of the pool, to choose from
	WrongGroup bool     // the pool does not have the selected group
	Size       int      // users of the pool, about; 0: unknown
	Rows       []UserRow
	NextPage   string // the opaque token of the next page (parameter page); "": this is the last one
	Continued  bool   // this is not the first page
	Notice     string // a sentence about what has just been done; "": none
	Problem    string // a sentence about what could not be done; "": none
}

// UsersSelection is which users are listed, as the fields of the form say it.
type UsersSelection struct {
	Query  string // what the attribute begins with, or a sub; "": any
	By     string // the attribute: "" (address), name or username
	Status string // as Cognito writes it, or DISABLED; "": any
	Group  string // "": any
}

// InviteView asks whom to invite: the answer to GET /admin/invite, and to a form with a mistake in it.
type InviteView struct {
	Layout
	Email        string
	Groups       []InviteGroup
	MoreGroups   bool // the pool has more groups than those
	Words        MailWords
	EmailProblem language.Text
	GroupProblem language.Text
}

// ActionInvite is the name of the action that invites a user once more.
const ActionInvite = "invite"

// MailWords asks how an invitation shall be worded.
type MailWords struct {
	Asked         bool // there is a trigger that words it so
	Chosen        language.Language
	Message       string
	LanguageWrong bool // the language that was sent is none of the site's
	MessageWrong  bool // the message is too long, or no text
}

// Wrong reports whether anything is wrong with what was filled in.
func (v InviteView) Wrong() bool {
	return v.EmailProblem != "" || v.GroupProblem != "" || v.Words.Wrong()
}

// Wrong reports whether anything is wrong with what was filled in.
func (w MailWords) Wrong() bool { return w.LanguageWrong || w.MessageWrong }

// InviteGroup is a group that a new user can be made a member of.
type InviteGroup struct {
	Name   string
	Chosen bool
}

// ExportCutView asks whether to download a part of a selection.
type ExportCutView struct {
	Layout
	Selection UsersSelection
	Count     int // users that fit into the file
}

// UserRow is one line of the list.
type UserRow struct {
	Subject string
	Email   string
	Name    string // "" for most users
	Status  string // as Cognito returns it: CONFIRMED, UNCONFIRMED, RESET_REQUIRED, FORCE_CHANGE_PASSWORD, EXTERNAL_PROVIDER ...
	Enabled bool
	Created time.Time
}

// UserView shows one user to an administrator. Every action is a form that posts to /admin/users/{sub}/{action}. An
// action that needs confirmation is posted twice: the second time from the page that has it as Confirm, with the
// field confirmed=yes and that page's FormToken.
type UserView struct {
	Layout
	Subject       string
	Username      string // differs from Subject for users of a federated provider
	Email         string
	Name          string // "" for most users
	EmailVerified bool
	Status        string // as Cognito returns it
	Enabled       bool
	Groups        []string
	Leavable      []string // those of Groups that the user can be removed from here
	Joinable      []string // groups of the pool that the user can be added to here
	MoreGroups    bool     // the pool has more groups than fit into Joinable
	WrongGroup    bool     // the group that was chosen is none of the pool
	IsSelf        bool     // is the administrator who views the page: actions that would lock them out are not offered
	Created       time.Time
	Modified      time.Time
	Words         MailWords    // of the action ActionInvite
	Actions       []UserAction // the actions that this user's state allows, in the order of the buttons
	Confirm       UserAction   // the action to be confirmed; without a name the page offers Actions
	ConfirmGroup  string       // the group that it is about; "": none
	Notice        string       // a sentence about what has just been done; "": nothing was
	Problem       string       // a sentence about what could not be done; "": nothing failed
}

// UserAction is something that an administrator can do to a user.
type UserAction struct {
	Name        string // as in the path
	Label       string // of its button
	Consequence string // what to know before confirming it
	Danger      bool   // the button warns
}
