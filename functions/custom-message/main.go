// Function custom-message is called by the user pool before it sends a message: it words the mails in the language of
// the user. It is deployed only if mails_by_language names a language.
package main

import (
	"fmt"
	"strings"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/language"
)

const (
	// variable holds the code of the language of those about whom nothing is known.
	variable = "MAILS_BY_LANGUAGE"

	// addressVariable holds the site's public origin, which an invitation names.
	addressVariable = "BASE_URL"

	// ownVariable holds which mails the deployment words itself: "code", "invitation".
	ownVariable = "COGNITO_OWN_MAILS"
)

func main() { lambda.RunTrigger(newHandler) }

func newHandler(d lambda.TriggerDeps) (lambda.TriggerHandler[event], error) {
	otherwise, known := language.Of(d.Getenv(variable))
	if !known {
		return nil, fmt.Errorf("%s: the site does not speak that language", variable)
	}
	address := d.Getenv(addressVariable)
	if address == "" {
		return nil, fmt.Errorf("%s: it is not set; it is the site's public origin, as in https://www.example.com",
			addressVariable)
	}
	return writer{otherwise: otherwise, address: address, own: strings.Fields(d.Getenv(ownVariable))}.handle, nil
}
