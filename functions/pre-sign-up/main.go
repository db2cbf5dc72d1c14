// Function pre-sign-up is called by the user pool before it takes a new user: it refuses whoever has an address of a domain that may not register.
// It is deployed only where allowed_email_domains says so.
package main

import (
	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/register"
	"cognitossr/pkg/trigger"
)

func main() { trigger.Run(newHandler) }

func newHandler(d trigger.Deps) (trigger.Handler[events.CognitoEventUserPoolsPreSignup], error) {
	domains, err := register.ParseDomains(d.Getenv(register.Variable))
	if err != nil {
		return nil, err
	}
	return entrance{Deps: d, domains: domains}.handle, nil
}
