// Function post-confirmation is called by the user pool when a visitor has confirmed an address: it assigns the
// application's own ID to a new user.
package main

import (
	"crypto/rand"

	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/lambda"
)

func main() { lambda.RunTrigger(newHandler) }

func newHandler(d lambda.TriggerDeps) (lambda.TriggerHandler[events.CognitoEventUserPoolsPostConfirmation], error) {
	return confirmation{
		aws:    awsjson.New(d.Getenv, awsjson.Usual),
		now:    d.Now,
		random: rand.Reader,
	}.handle, nil
}
