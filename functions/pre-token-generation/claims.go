package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/appuser"
)

// addID puts the ID of a user who has one into both tokens (N-45). The groups go back as they came: what the type writes
// for none would take them away.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
func addID(_ context.Context, event events.CognitoEventUserPoolsPreTokenGenV2_0) (events.CognitoEventUserPoolsPreTokenGenV2_0, error) {
	details := &event.Response.ClaimsAndScopeOverrideDetails
	details.GroupOverrideDetails = event.Request.GroupConfiguration
	if id := event.Request.UserAttributes[appuser.Attribute]; id != "" {
		claims := map[string]any{appuser.Claim: id}
		details.IDTokenGeneration.ClaimsToAddOrOverride = claims
		details.AccessTokenGeneration.ClaimsToAddOrOverride = claims
	}
	return event, nil
}
