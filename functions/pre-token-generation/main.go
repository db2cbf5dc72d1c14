// Function pre-token-generation is called by the user pool before it issues tokens: it puts the application's own ID of
// the user into both, so that an API which gets an access token alone knows it. It is deployed only if
// app_user_id_in_tokens is on.
package main

import (
	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/lambda"
)

func main() { lambda.RunTrigger(newHandler) }

func newHandler(lambda.TriggerDeps) (lambda.TriggerHandler[events.CognitoEventUserPoolsPreTokenGenV2_0], error) {
	return addID, nil
}
