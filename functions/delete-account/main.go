// Function delete-account serves GET /account/delete and POST /auth/delete-account: it asks a visitor whether to
// delete their own account, and deletes it. The verified tokens say whose account it is; no request names a user.
//
// The page is not below /auth, because sign-in and refresh never return there; the form is, because only these paths
// receive every cookie that has to be cleared.
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
	return deletion{
		Deps: d,
		pool: userPool{id: d.Config.UserPoolID, aws: awsjson.New(os.Getenv, awsjson.Usual).In(d.Config.Region())},
		// No secret: only an address is built here. The pool itself rejects a deleted user's refresh tokens.
		signOutURL: cognito.New(d.Config, nil).SignOutURL(),
	}.handler()
}
