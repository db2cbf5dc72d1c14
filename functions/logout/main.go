// Function logout serves GET and POST /auth/logout and GET /auth/signed-out: a confirmation page, the sign-out
// itself, and the page shown afterwards. The user pool's sign-out returns to that page for all functions.
package main

import (
	"net/http"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/secret"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	pool := cognito.New(d.Config, secret.Source(d.Config))
	return logout{Deps: d, pool: pool, signOutURL: pool.SignOutURL(), authorizeURL: pool.AuthorizeURL}.handler()
}
