// Function post-confirmation is called by the user pool when a visitor has confirmed an address: it assigns the
// application's own ID to a new user.
package main

import (
	"crypto/rand"
	"sync"

	"github.com/aws/aws-lambda-go/events"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/lambda"
)

func main() { lambda.RunTrigger(newHandler) }

func newHandler(d lambda.TriggerDeps) (lambda.TriggerHandler[events.CognitoEventUserPoolsPostConfirmation], error) {
	return confirmation{
		client: sync.OnceValue(func() updater {
			return idp.NewFromConfig(awsclient.Config(d.Getenv, "COGNITO_IDENTITY_PROVIDER", ""))
		}),
		now:    d.Now,
		random: rand.Reader,
	}.handle, nil
}
