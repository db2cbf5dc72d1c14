// Function pre-sign-up is called by the user pool before it creates a user: it refuses addresses of domains that may
// not sign up. It is deployed only if allowed_email_domains is set.
package main

import (
	"strings"

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
	trusted := strings.Fields(d.Getenv(signup.ProvidersVariable))
	return signUpPolicy{TriggerDeps: d, domains: domains, trusted: trusted}.handle, nil
}
