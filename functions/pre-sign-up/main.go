// Function pre-sign-up is called by the user pool before it creates a user: it refuses addresses of domains that may
// not sign up. It is deployed only if allowed_email_domains is set.
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
	return signUpPolicy{TriggerDeps: d, domains: domains}.handle, nil
}
