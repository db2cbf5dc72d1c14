// Package paths holds the paths of the site that Go code redirects to or knows by name. Each is a route of
// functions/routes.json or a prefix of routes; a test compares them. It must hold no rule about them: package web
// decides what is a page or a safe return path.
package paths

// Sign-in and sign-out. No path below Auth is a return path, and the refresh token's cookie is sent to no other path.
const (
	Auth             = "/auth"
	Login            = Auth + "/login"
	SignUp           = Auth + "/signup"
	Callback         = Auth + "/callback" // Cognito redirects here with a code
	Refresh          = Auth + "/refresh"
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
	Users           = "/admin/users"

	API    = "/api"
	Assets = "/assets"
)
