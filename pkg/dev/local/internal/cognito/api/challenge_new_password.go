package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// newPasswordChallenge asks for a password in the place of the temporary one.
func (a *API) newPasswordChallenge(clientID string, user pool.User) (any, error) {
	attributes := maps.Clone(user.Attributes)
	delete(attributes, "sub")
	shown, err := json.Marshal(attributes)
	if err != nil {
		return nil, fmt.Errorf("writing the challenge: %w", err)
	}
	step := pool.ChallengeSession{Challenge: pool.AwaitsNewPassword, Name: user.Username, ClientID: clientID, Proven: true}
	return a.challenge("NEW_PASSWORD_REQUIRED", step, map[string]string{
		"USER_ID_FOR_SRP": user.Username, "requiredAttributes": "[]", "userAttributes": string(shown),
	}), nil
}

// answerNewPassword sets it. A password outside the policy leaves the step open.
func (a *API) answerNewPassword(in respondInput, step pool.ChallengeSession) (any, error) {
	attributes := attributesIn(in.ChallengeResponses)
	client, err := a.client(in.ClientId)
	if err == nil {
		err = client.CheckWritable(attributes)
	}
	if err != nil {
		return nil, err
	}
	user, err := a.pool.CompleteNewPassword(step.Name, in.ChallengeResponses["NEW_PASSWORD"], attributes)
	if err != nil {
		return nil, err
	}
	a.pool.Challenges.Close(in.Session)
	by := answered(in)
	by.NewPassword = true
	return a.firstFactorProved(by, user)
}

// userAttributePrefix marks the attributes that a NEW_PASSWORD_REQUIRED answer may set.
const userAttributePrefix = "userAttributes."

func attributesIn(responses map[string]string) map[string]string {
	attributes := map[string]string{}
	for key, value := range responses {
		if name, ok := strings.CutPrefix(key, userAttributePrefix); ok {
			attributes[name] = value
		}
	}
	return attributes
}
