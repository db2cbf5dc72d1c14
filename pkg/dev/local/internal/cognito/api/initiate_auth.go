package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type initiateAuthInput struct {
	AuthFlow, ClientId string
	AuthParameters     map[string]string
}

// initiateAuth signs a user in with a password, or refreshes.
func (a *API) initiateAuth(_ context.Context, in initiateAuthInput) (any, error) {
	switch in.AuthFlow {
	case "USER_PASSWORD_AUTH":
		return a.passwordAuth(in)
	case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
		return a.refreshAuth(in)
	case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH":
		return nil, errOtherOperation
	}
	return nil, flowRefused(in.AuthFlow)
}

// errOtherOperation is for the password flow of InitiateAuth in AdminInitiateAuth, and the other way round.
var errOtherOperation = pool.Refuse(pool.InvalidParameter, "Initiate Auth method not supported.")

func flowRefused(flow string) error {
	return pool.Refuse(pool.InvalidParameter, "%s is not enabled for the client.", flow)
}

func (a *API) passwordAuth(in initiateAuthInput) (any, error) {
	name, password := in.AuthParameters["USERNAME"], in.AuthParameters["PASSWORD"]
	for _, required := range []string{"USERNAME", "PASSWORD"} {
		if in.AuthParameters[required] == "" {
			return nil, pool.Refuse(pool.InvalidParameter, "Missing required parameter %s", required)
		}
	}
	if _, err := a.clientFor(in.ClientId, name, in.AuthParameters["SECRET_HASH"]); err != nil {
		return nil, err
	}
	user, err := a.pool.Authenticate(name, password)
	if err != nil {
		return nil, err
	}
	if user.Status == pool.ForceChangePassword {
		return a.newPasswordChallenge(in.ClientId, user)
	}
	return a.tokens(in.ClientId, user.Username)
}

// tokens completes a sign-in.
func (a *API) tokens(clientID, username string) (any, error) {
	tokens, err := a.pool.Start(pool.SignIn{
		Username: username, ClientID: clientID, Scopes: []string{pool.AdminScope}, AuthTime: a.pool.Now(),
	})
	if err != nil {
		return nil, err
	}
	return authAnswerOf(tokens), nil
}

// challengeValidity is the default AuthSessionValidity.
const challengeValidity = 3 * time.Minute

func (a *API) newPasswordChallenge(clientID string, user pool.User) (any, error) {
	attributes := maps.Clone(user.Attributes)
	delete(attributes, "sub")
	shown, err := json.Marshal(attributes)
	if err != nil {
		return nil, fmt.Errorf("writing the challenge: %w", err)
	}
	step := pool.ChallengeSession{Challenge: pool.AwaitsNewPassword, Name: user.Username, ClientID: clientID, Proven: true}
	return authAnswer{
		ChallengeName: "NEW_PASSWORD_REQUIRED", Session: a.pool.Challenges.Open(step, challengeValidity),
		ChallengeParameters: map[string]string{
			"USER_ID_FOR_SRP": user.Username, "requiredAttributes": "[]", "userAttributes": string(shown),
		},
	}, nil
}

// refreshAuth is refused while rotation is on, as with AWS: GetTokensFromRefreshToken is for that. The
// SECRET_HASH is made with the user name, which is the sub here, not with the e-mail address.
func (a *API) refreshAuth(in initiateAuthInput) (any, error) {
	token := in.AuthParameters["REFRESH_TOKEN"]
	if token == "" {
		return nil, pool.Refuse(pool.InvalidParameter, "Missing required parameter REFRESH_TOKEN")
	}
	if !a.pool.Behaviour.Rotation().Off {
		if _, err := a.client(in.ClientId); err != nil {
			return nil, err
		}
		return nil, pool.Refuse(pool.UnsupportedOperation, "This API does not support refresh token rotation")
	}
	if _, err := a.clientFor(in.ClientId, a.pool.RefreshTokenUser(token), in.AuthParameters["SECRET_HASH"]); err != nil {
		return nil, err
	}
	tokens, err := a.pool.Refresh(in.ClientId, token)
	if err != nil {
		return nil, err
	}
	return authAnswerOf(tokens), nil
}
