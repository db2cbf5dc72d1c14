package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// What a sign-in by the API goes through: a flow proves who it is (initiate_auth.go), passwordProved and its like
// decide what is still to be answered, a challenge asks for it (challenge_*.go), and tokens end it.

// passwordProved goes on after the right password: to the challenge for a password of the user's own, or to the
// tokens.
func (a *API) passwordProved(clientID string, user pool.User) (any, error) {
	if user.Status == pool.ForceChangePassword {
		return a.newPasswordChallenge(clientID, user)
	}
	return a.secondFactorChallenge(clientID, user.Username, true)
}

// firstFactorProved goes on after a challenge that completed the first factor.
func (a *API) firstFactorProved(clientID string, user pool.User) (any, error) {
	return a.secondFactorChallenge(clientID, user.Username, false)
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

// challenge keeps a step, for as long as its client says, and asks for what completes it.
func (a *API) challenge(name string, step pool.ChallengeSession, parameters map[string]string) authAnswer {
	client, _ := a.pool.Client(step.ClientID) // the step was opened for one
	return authAnswer{
		ChallengeName: name, Session: a.pool.Challenges.Open(step, client.ChallengeValidity()), ChallengeParameters: parameters,
	}
}
