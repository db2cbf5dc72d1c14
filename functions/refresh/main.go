// Function refresh answers GET and POST /auth/refresh: it renews a session and sends the browser back to where it was, with the form that it
// was about to send, if any. It alone ever sees a refresh token for that purpose; pages send the browser here instead of holding the secret
// themselves. It must not read a form.
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
