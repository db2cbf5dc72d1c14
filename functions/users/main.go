// Function users answers GET /admin/users, GET /admin/users/{sub} and POST /admin/users/{sub}/{action}: administrators
// search, look at and change users. That the caller is an administrator by the tokens is package web's part; that it
// is one at this moment is asked here before each change.
package main

import (
	"net/http"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return users{Deps: d, pool: useradmin.New(d.Config), sessions: cognito.New(d.Config, nil)}.handler()
}
