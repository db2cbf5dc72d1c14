package scaffold

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Trigger is an event of the user pool.
type Trigger struct {
	Source   string // triggerSource of the sample, as Cognito sends it
	Type     string // of github.com/aws/aws-lambda-go/events
	When     string // as in "before it creates a user"
	Response string // of the sample event, as Cognito sends it
	Request  string // what the sample's request has besides userAttributes, with a comma in front
	Fill     string // what the handler may fill in, or what an error means
}

// triggers are the events of a user pool that a skeleton exists for, by their name in Terraform.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
var triggers = map[string]Trigger{
	"pre_sign_up": {
		"PreSignUp_SignUp", "CognitoEventUserPoolsPreSignup", "before it creates a user",
		`"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false`,
		`, "validationData": {}, "clientMetadata": {}`,
		"An error refuses the user.",
	},
	"post_confirmation": {
		"PostConfirmation_ConfirmSignUp", "CognitoEventUserPoolsPostConfirmation",
		"after a user has confirmed the address, or set a new password",
		"", `, "clientMetadata": {}`, "An error is shown to the user, who is confirmed all the same.",
	},
	"pre_authentication": {
		"PreAuthentication_Authentication", "CognitoEventUserPoolsPreAuthentication", "before it checks a password",
		"", `, "validationData": {}, "userNotFound": false`, "An error refuses the sign-in.",
	},
	"post_authentication": {
		"PostAuthentication_Authentication", "CognitoEventUserPoolsPostAuthentication",
		"after a sign-in, before the tokens are issued",
		"", `, "newDeviceUsed": false, "clientMetadata": {}`, "An error refuses the sign-in.",
	},
	"pre_token_generation": {
		"TokenGeneration_HostedAuth", "CognitoEventUserPoolsPreTokenGenV2_0", "before it issues tokens",
		`"claimsAndScopeOverrideDetails": null`, `, "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null}, "scopes": ["openid"]`,
		"Fill in event.Response to change claims. An error refuses the tokens.",
	},
}

// Triggers are the names of the events that a function can be made for.
func Triggers() []string { return slices.Sorted(maps.Keys(triggers)) }

func triggerOf(name string) (Trigger, error) {
	trigger, known := triggers[strings.ReplaceAll(name, "-", "_")]
	if !known {
		return Trigger{}, fmt.Errorf("--trigger %s: want one of %s; docs/ARCHITECTURE.md says how others are added",
			name, strings.Join(Triggers(), ", "))
	}
	return trigger, nil
}
