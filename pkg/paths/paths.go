// Package paths holds the paths of the site that Go code leads to or knows by name. Each is a route of functions/routes.json, or the beginning of
// some, and a test compares them. It must hold no rule about them: what may be a page, or a way back, package web knows.
package paths

// What belongs to signing in and out. No path below Auth is a page to come back to, and the refresh token's cookie is sent to no other.
const (
	Auth             = "/auth"
	Login            = Auth + "/login"
	SignUp           = Auth + "/signup"
	Callback         = Auth + "/callback" // where Cognito comes back to with a code
	Refresh          = Auth + "/refresh"
	Logout           = Auth + "/logout"
	SignedOut        = Auth + "/signed-out" // where Cognito comes back to from its sign-out
	LogoutEverywhere = Auth + "/logout-everywhere"
	DeleteAccount    = Auth + "/delete-account" // takes the form of ConfirmDeletion
)

// Pages, and what is below which there are none.
const (
	Home            = "/"
	Profile         = "/profile"
	ChangePassword  = "/account/password"
	ConfirmDeletion = "/account/delete"
	Users           = "/admin/users"

	API    = "/api"
	Assets = "/assets"
)
