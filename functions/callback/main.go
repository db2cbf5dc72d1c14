// Function callback serves GET /auth/callback: it completes a sign-in. No other function exchanges a code for a
// session.
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
	return callback{Deps: d, pool: cognito.New(d.Config, secret.Source(d.Config))}.handler()
}
