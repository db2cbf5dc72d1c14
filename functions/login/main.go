// Function login serves GET /auth/login: it starts a sign-in and redirects the browser to the user pool's sign-in
// page.
package main

import (
	"net/http"

	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Routes{"GET /auth/login": authflow.Start(d, cognito.New(d.Config, nil).AuthorizeURL)}.Handler(d)
}
