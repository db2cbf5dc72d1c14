// Function pre-sign-up is called by the user pool before it takes a new user: it refuses whoever has an address of a
// domain that may not register. It is deployed only where allowed_email_domains says so.
package main

import (
	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/signup"
)

func main() { lambda.RunTrigger(newHandler) }

func newHandler(d lambda.TriggerDeps) (lambda.TriggerHandler[events.CognitoEventUserPoolsPreSignup], error) {
	domains, err := signup.ParseDomains(d.Getenv(signup.Variable))
	if err != nil {
		return nil, err
	}
	return entrance{TriggerDeps: d, domains: domains}.handle, nil
}
