package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// customAuth begins a sign-in whose challenges the pool's functions define, make and check. A client that sends SRP_A
// has its password checked by the pool first.
func (a *API) customAuth(in initiateAuthInput) (any, error) {
	p := in.AuthParameters
	if err := needed(p, "USERNAME"); err != nil {
		return nil, err
	}
	withPassword := p["CHALLENGE_NAME"] == "SRP_A" || p["SRP_A"] != ""
	if withPassword {
		if err := needed(p, "SRP_A"); err != nil {
			return nil, err
		}
	}
	client, err := a.clientFor(in.ClientId, p["USERNAME"], p["SECRET_HASH"])
	if err != nil {
		return nil, err
	}
	if err := a.preAuthenticate(in); err != nil {
		return nil, err
	}
	custom, next, err := a.pool.BeginCustom(a.ctx, in.ClientId, p["USERNAME"], client.HidesUsers(), withPassword)
	if err != nil {
		return nil, err
	}
	return a.customStep(client, began(in), custom, next, p["SRP_A"])
}

// customStep answers with what the functions decided. publicA is the client's, when it sent one in this call.
func (a *API) customStep(client pool.Client, by pool.By, custom *pool.CustomAuth,
	next pool.CustomStep, publicA string) (any, error) {
	step := pool.ChallengeSession{Challenge: pool.AwaitsCustomAnswer, Name: custom.Username(), Typed: custom.Name,
		ClientID: client.ClientId, Custom: custom}
	switch {
	case next.Tokens:
		return a.tokens(by, custom.Username())
	case next.Password && publicA == "":
		return nil, pool.Refuse(pool.InvalidLambdaResponse, "Unrecognizable lambda output")
	case next.Password:
		return a.passwordVerifier(client, map[string]string{"USERNAME": custom.Name, "SRP_A": publicA}, step)
	}
	return a.challenge("CUSTOM_CHALLENGE", step, next.Parameters), nil
}
