// Package paths holds the paths of the site that Go code redirects to or knows by name. Each is a route of
// functions/routes.json or a prefix of routes; a test compares them. It also says how a path is written in an address.
// It must hold no rule about who may go where: package web decides what is a page or a safe return path.
package paths

import (
	"net/url"
	"strings"
)

// Sign-in and sign-out. No path below Auth is a return path, and the refresh token's cookie is sent to no other path.
const (
	Auth             = "/auth"
	Login            = Auth + "/login"
	SignUp           = Auth + "/signup"
	Callback         = Auth + "/callback" // Cognito redirects here with a code
	Refresh          = Auth + "/refresh"
	ForgotPassword   = Auth + "/password"
	Logout           = Auth + "/logout"
	SignedOut        = Auth + "/signed-out" // Cognito redirects here after its sign-out
	LogoutEverywhere = Auth + "/logout-everywhere"
	DeleteAccount    = Auth + "/delete-account" // receives the form of ConfirmDeletion
)

// Pages, and prefixes below which there are none.
const (
	Home            = "/"
	Profile         = "/profile"
	ConfirmAddress  = "/account/confirm"
	ChangePassword  = "/account/password"
	ConfirmDeletion = "/account/delete"

	Account              = "/account"
	AccountAuthorized    = Account + "/authorized" // Cognito returns here with a code for the account client
	AccountPassword      = Account + "/password/change"
	AccountEmail         = Account + "/email"
	AccountEmailCode     = Account + "/email/code"
	AccountAuthenticator = Account + "/authenticator"
	AccountPasskeys      = Account + "/passkeys"
	AccountData          = Account + "/data"

	Users       = "/admin/users"
	Invite      = "/admin/invite"
	ExportUsers = "/admin/export"

	API    = "/api"
	Assets = "/assets"
)

// twice escapes what the gateway would read otherwise, because it decodes a path, cuts it at a question mark, and decodes
// it again: to a function "/100%2525" is "/100%", and "/100%25" is refused.
var twice = strings.NewReplacer("%", "%25", "?", "%3F")

// Escape returns the path of the address for which a function is handed the given path.
func Escape(path string) string { return (&url.URL{Path: twice.Replace(path)}).EscapedPath() }

// EscapeSegment escapes a segment of a path. A slash in it parts the path all the same, however it is written: no
// address leads to a parameter with a slash.
func EscapeSegment(segment string) string { return url.PathEscape(twice.Replace(segment)) }
