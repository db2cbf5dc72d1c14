package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// userAuth begins a sign-in with a choice of first factors. The preferred one comes at once when the user has it, and so
// does the only one.
func (a *API) userAuth(in initiateAuthInput) (any, error) {
	p := in.AuthParameters
	if err := needed(p, "USERNAME"); err != nil {
		return nil, err
	}
	client, err := a.clientFor(in.ClientId, p["USERNAME"], p["SECRET_HASH"])
	if err != nil {
		return nil, err
	}
	if in.Session != "" {
		return a.signInAfterSignUp(in)
	}
	if err := a.preAuthenticate(in); err != nil {
		return nil, err
	}
	available, err := a.pool.FirstFactors(p["USERNAME"], client.HidesUsers())
	if err != nil {
		return nil, err
	}
	step := pool.ChallengeSession{
		Challenge: pool.AwaitsFirstFactor, Name: a.pool.InternalName(p["USERNAME"]), Typed: p["USERNAME"],
		ClientID: in.ClientId, Options: available,
	}
	switch preferred := p["PREFERRED_CHALLENGE"]; {
	case slices.Contains(available, preferred):
		return a.firstFactor(client, began(in), preferred, step, available, p)
	case len(available) == 1:
		return a.firstFactor(client, began(in), available[0], step, available, p)
	}
	answer := a.challenge("SELECT_CHALLENGE", step, map[string]string{})
	answer.AvailableChallenges = available
	return answer, nil
}

// firstSignIn opens the Session of a sign-up.
func (a *API) firstSignIn(clientID, name string, confirmed bool) string {
	client, _ := a.pool.Client(clientID)
	return a.pool.Challenges.Open(pool.ChallengeSession{
		Challenge: pool.AwaitsFirstSignIn, Name: a.pool.InternalName(name), ClientID: clientID, Proven: confirmed,
	}, client.ChallengeValidity())
}

// signInAfterSignUp takes the Session of a sign-up that was confirmed, in the place of a factor.
func (a *API) signInAfterSignUp(in initiateAuthInput) (any, error) {
	step, open := a.pool.Challenges.Find(in.Session, pool.AwaitsFirstSignIn)
	user, err := a.pool.User(in.AuthParameters["USERNAME"])
	if !open || err != nil || step.ClientID != in.ClientId || step.Name != user.Username || !step.Proven ||
		user.Status != pool.Confirmed {
		return nil, a.pool.Challenges.Refusal(in.Session)
	}
	if _, open := a.pool.Challenges.Take(in.Session, pool.AwaitsFirstSignIn); !open {
		return nil, a.pool.Challenges.Refusal(in.Session)
	}
	return a.firstFactorProved(began(in), user)
}

// firstFactor asks for a factor. A client may send the password, or its SRP_A, together with the choice.
func (a *API) firstFactor(
	client pool.Client, by pool.By, name string, step pool.ChallengeSession, available []string,
	in map[string]string,
) (any, error) {
	parameters := map[string]string{}
	var answer authAnswer
	switch {
	case name == pool.FactorPassword && in["PASSWORD"] != "":
		return a.password(by, step.Typed, in["PASSWORD"])
	case name == "PASSWORD_SRP" && in["SRP_A"] != "":
		verifier, err := a.passwordVerifier(client, map[string]string{"USERNAME": step.Typed, "SRP_A": in["SRP_A"]}, step)
		if err != nil {
			return nil, err
		}
		step.Options = []string{"PASSWORD_VERIFIER"}
		verifier.Session = a.pool.Challenges.Open(step, client.ChallengeValidity())
		answer = verifier
	case name == pool.FactorEmailOTP || name == pool.FactorSMSOTP:
		sent, err := a.pool.SendFirstCode(a.ctx, pool.By{ClientID: by.ClientID}, step.Typed, name, step)
		if err != nil {
			return nil, err
		}
		step = sent
		parameters["CODE_DELIVERY_DESTINATION"], parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = step.Delivery.Destination, "EMAIL"
		if name == pool.FactorSMSOTP {
			parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = "SMS"
		}
		answer = a.challenge(name, step, parameters)
	case name == pool.FactorWebAuthn:
		asking, options, err := a.pool.AskPasskey(step.Typed, step)
		if err != nil {
			return nil, err
		}
		parameters["CREDENTIAL_REQUEST_OPTIONS"] = options
		answer = a.challenge(name, asking, parameters)
	default:
		step.Options = []string{name}
		answer = a.challenge(name, step, parameters)
	}
	answer.AvailableChallenges = available
	return answer, nil
}
