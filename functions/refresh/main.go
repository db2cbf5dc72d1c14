// Function refresh serves GET and POST /auth/refresh: it renews a session and redirects the browser back to where it
// was, with the form that it was sending, if any. No other function uses refresh tokens; pages redirect here instead
// of holding the client secret. It must not read a form.
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
	return refresh{Deps: d, pool: cognito.New(d.Config, secret.Source(d.Config)), wait: wait}.handler()
}
