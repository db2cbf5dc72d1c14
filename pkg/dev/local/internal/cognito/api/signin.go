package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// What a sign-in by the API goes through: a flow proves who it is (initiate_auth.go), passwordProved and its like
// decide what is still to be answered, a challenge asks for it (challenge_*.go), and tokens end it.

// passwordProved goes on after the right password: to the challenge for a password of the user's own, or to the
// tokens.
func (a *API) passwordProved(by pool.By, user pool.User) (any, error) {
	if user.Status == pool.ForceChangePassword {
		return a.newPasswordChallenge(by.ClientID, user)
	}
	return a.secondFactorChallenge(by, user.Username, true)
}

// firstFactorProved goes on after a challenge that completed the first factor.
func (a *API) firstFactorProved(by pool.By, user pool.User) (any, error) {
	return a.secondFactorChallenge(by, user.Username, false)
}

// began is on whose behalf functions are called in the first step of a sign-in: what the client sent with it reaches
// only those that look at the sign-in before anything else (API reference, "InitiateAuth").
func began(in initiateAuthInput) pool.By {
	return pool.By{ClientID: in.ClientId, DeviceKey: in.AuthParameters["DEVICE_KEY"]}
}

// answered is that for a later step, whose metadata reaches the functions after the sign-in and before the tokens.
func answered(in respondInput) pool.By {
	return pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata, DeviceKey: in.ChallengeResponses["DEVICE_KEY"]}
}

// preAuthenticate asks the pool's function whether a sign-in may begin.
func (a *API) preAuthenticate(in initiateAuthInput) error {
	return a.pool.PreAuthenticate(a.ctx, pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata},
		in.AuthParameters["USERNAME"])
}

// tokens completes a sign-in, if need be after the proof of its device.
func (a *API) tokens(by pool.By, username string) (any, error) {
	if asked, err := a.pool.AsksDevice(username, by); err != nil || asked {
		return a.deviceChallenge(by, username, err)
	}
	if err := a.pool.PostAuthenticate(a.ctx, by, username); err != nil {
		return nil, err
	}
	tokens, err := a.pool.Start(a.ctx, pool.SignIn{
		Username: username, ClientID: by.ClientID, Scopes: []string{pool.AdminScope}, AuthTime: a.pool.Now(),
		By: by,
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
		ChallengeName: name, Session: a.pool.Challenges.Open(step, client.ChallengeValidity()),
		ChallengeParameters: parameters,
	}
}
