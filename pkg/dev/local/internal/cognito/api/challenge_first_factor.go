package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// takeFirstFactor uses up the Session of a challenge of USER_AUTH, which must be one that may be answered.
func (a *API) takeFirstFactor(in respondInput, step pool.ChallengeSession) error {
	if !slices.Contains(step.Options, in.ChallengeName) {
		return errOtherFlow
	}
	return a.take(in, step)
}

// answerSelectChallenge goes on with the factor that was chosen.
func (a *API) answerSelectChallenge(in respondInput, step pool.ChallengeSession) (any, error) {
	chosen := in.ChallengeResponses["ANSWER"]
	switch {
	case len(step.Options) < 2:
		return nil, errOtherFlow
	case !slices.Contains(step.Options, chosen):
		return nil, pool.Refuse(pool.InvalidParameter, "Challenge %q is not available for the user.", shortened(chosen))
	}
	if err := a.take(in, step); err != nil {
		return nil, err
	}
	return a.chosenFactor(in, step, chosen)
}

// answerPassword checks a password. A wrong one uses the Session up.
func (a *API) answerPassword(in respondInput, step pool.ChallengeSession) (any, error) {
	if err := a.takeFirstFactor(in, step); err != nil {
		return nil, err
	}
	return a.password(answered(in), step.Typed, in.ChallengeResponses["PASSWORD"])
}

// password goes on with a password that was sent.
func (a *API) password(by pool.By, name, password string) (any, error) {
	user, err := a.pool.Authenticate(name, password)
	if err != nil {
		return nil, err
	}
	return a.passwordProved(by, user)
}

// answerPasswordSRP takes the SRP_A of a client that chose to prove its password.
func (a *API) answerPasswordSRP(in respondInput, step pool.ChallengeSession) (any, error) {
	if err := a.takeFirstFactor(in, step); err != nil {
		return nil, err
	}
	return a.chosenFactor(in, step, "PASSWORD_SRP")
}

func (a *API) chosenFactor(in respondInput, step pool.ChallengeSession, name string) (any, error) {
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return a.firstFactor(client, answered(in), name, step, step.Options, in.ChallengeResponses)
}

// answerWebAuthn checks the signature of a passkey. What asks for no second factor is not offered to those who need one,
// so tokens follow.
func (a *API) answerWebAuthn(in respondInput, _ pool.ChallengeSession) (any, error) {
	user, err := a.pool.AnswerPasskey(in.Session, []byte(in.ChallengeResponses["CREDENTIAL"]))
	if err != nil {
		return nil, err
	}
	return a.tokens(answered(in), user.Username)
}
