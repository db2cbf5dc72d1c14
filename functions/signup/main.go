// Function signup answers GET /auth/signup: it starts a sign-in attempt that begins with registering, or with signing in where nobody may register.
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
	pool := cognito.New(d.Config, nil)
	address := pool.SignUpURL
	if d.Config.SignUpOff {
		address = pool.AuthorizeURL
	}
	return web.Routes{"GET /auth/signup": authflow.Start(d, address)}.Handler(d)
}
