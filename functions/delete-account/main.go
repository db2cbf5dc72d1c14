// Function delete-account answers GET /account/delete and POST /auth/delete-account: it asks a visitor whether to
// delete their own account, and deletes it. Whose account that is the verified tokens say; no request names a user.
//
// The page is not below /auth, because a sign-in or a refresh leads back to none of these; the form leads there,
// because no other path receives every cookie that is to be cleared.
package main

import (
	"net/http"
	"os"
	"sync"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return deletion{
		Deps: d,
		pool: userPool{id: d.Config.UserPoolID, client: sync.OnceValue(func() api {
			return idp.NewFromConfig(awsclient.Config(os.Getenv, "COGNITO_IDENTITY_PROVIDER", d.Config.Region()))
		})},
		// No secret: only the address is made here. A deleted user's refresh tokens are refused by the pool itself.
		signOutURL: cognito.New(d.Config, nil).SignOutURL(),
	}.handler()
}
