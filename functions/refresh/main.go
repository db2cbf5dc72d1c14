// Function refresh answers GET /auth/refresh: it renews a session and sends the browser back to where it was. It alone ever sees a refresh token
// for that purpose; pages send the browser here instead of holding the secret themselves.
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
