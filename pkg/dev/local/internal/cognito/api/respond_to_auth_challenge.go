package api

import (
	"context"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type respondInput struct {
	ChallengeName, ClientId, Session string
	ChallengeResponses               map[string]string
}

// userAttributePrefix marks the attributes that a NEW_PASSWORD_REQUIRED answer may set.
const userAttributePrefix = "userAttributes."

// respondToAuthChallenge answers NEW_PASSWORD_REQUIRED, the only challenge of this pool.
func (a *API) respondToAuthChallenge(_ context.Context, in respondInput) (any, error) {
	if in.ChallengeName != "NEW_PASSWORD_REQUIRED" {
		return nil, pool.Refuse(pool.InvalidParameter, "Challenge %q is not offered by the local Cognito.", shortened(in.ChallengeName))
	}
	name, password := in.ChallengeResponses["USERNAME"], in.ChallengeResponses["NEW_PASSWORD"]
	for _, required := range []string{"USERNAME", "NEW_PASSWORD"} {
		if in.ChallengeResponses[required] == "" {
			return nil, pool.Refuse(pool.InvalidParameter, "Missing required parameter %s", required)
		}
	}
	if in.Session == "" {
		return nil, pool.Refuse(pool.InvalidParameter, "Missing required parameter Session")
	}
	if _, err := a.clientFor(in.ClientId, name, in.ChallengeResponses["SECRET_HASH"]); err != nil {
		return nil, err
	}
	step, ok := a.pool.Challenges.Find(in.Session, pool.AwaitsNewPassword)
	user, err := a.pool.User(name)
	if !ok || err != nil || step.ClientID != in.ClientId || step.Name != user.Username {
		return nil, a.pool.Challenges.Refusal(in.Session)
	}
	if _, err := a.pool.CompleteNewPassword(user.Username, password, attributesIn(in.ChallengeResponses)); err != nil {
		return nil, err
	}
	a.pool.Challenges.Close(in.Session)
	return a.tokens(in.ClientId, user.Username)
}

func attributesIn(responses map[string]string) map[string]string {
	attributes := map[string]string{}
	for key, value := range responses {
		if name, ok := strings.CutPrefix(key, userAttributePrefix); ok {
			attributes[name] = value
		}
	}
	return attributes
}
