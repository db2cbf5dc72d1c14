package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// srpAuth begins a sign-in in which the password is proved and not sent.
func (a *API) srpAuth(in initiateAuthInput) (any, error) {
	if err := needed(in.AuthParameters, "USERNAME", "SRP_A"); err != nil {
		return nil, err
	}
	client, err := a.clientFor(in.ClientId, in.AuthParameters["USERNAME"], in.AuthParameters["SECRET_HASH"])
	if err != nil {
		return nil, err
	}
	if err := a.preAuthenticate(in); err != nil {
		return nil, err
	}
	return a.passwordVerifier(client, in.AuthParameters, pool.ChallengeSession{ClientID: in.ClientId})
}

// passwordVerifier asks for the proof. The step says what comes after it.
func (a *API) passwordVerifier(client pool.Client, in map[string]string, step pool.ChallengeSession) (authAnswer, error) {
	if _, err := a.pool.User(in["USERNAME"]); err != nil && !client.HidesUsers() {
		return authAnswer{}, err
	}
	c, err := a.pool.BeginSRP(in["USERNAME"], in["SRP_A"], step, client.ChallengeValidity())
	if err != nil {
		return authAnswer{}, err
	}
	return authAnswer{ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: map[string]string{
		"SALT": c.Salt, "SECRET_BLOCK": c.SecretBlock, "SRP_B": c.B, "USERNAME": c.Username, "USER_ID_FOR_SRP": c.Username,
	}}, nil
}
