// Function signup answers GET /auth/signup: it starts a sign-in attempt that begins with registering.
package main

import (
	"net/http"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/signin"
	"cognitossr/pkg/web"
)

func main() { web.Run(newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return signin.Start(d, cognito.New(d.Config, nil).SignUpURL), nil
}
