// Function users serves GET /admin/users, GET /admin/users/{sub} and POST /admin/users/{sub}/{action}, GET and POST
// /admin/invite, and POST /admin/export: administrators search, look at, change, invite and download users. Package web checks that the caller is an administrator by the
// tokens; this function checks with the pool that the caller still is one.
package main

import (
	"net/http"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// invitationsVariable is "on" where the function custom-message words invitations.
const invitationsVariable = "COGNITO_INVITATIONS_BY_LANGUAGE"

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return users{
		Deps: d, pool: useradmin.New(d.Config), sessions: cognito.New(d.Config, nil),
		words: d.Getenv(invitationsVariable) == "on",
	}.handler()
}
