// Function logout-everywhere serves POST /auth/logout-everywhere: it ends the visitor's sessions on all devices,
// this one included.
package main

import (
	"net/http"
	"os"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return everywhere{
		Deps: d,
		aws:  awsjson.New(os.Getenv, awsjson.Usual).In(d.Config.Region()),
		// No secret: only an address is built here. The pool itself revokes the refresh tokens.
		signOutURL: cognito.New(d.Config, nil).SignOutURL(),
	}.handler()
}
