package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// takeFirstFactor uses up the Session of a challenge of USER_AUTH.
func (a *API) takeFirstFactor(in respondInput, challenge string, answers ...string) (pool.ChallengeSession, error) {
	step, err := a.openStep(in, pool.AwaitsFirstFactor, answers...)
	if err != nil {
		return step, err
	}
	if !slices.Contains(step.Options, challenge) {
		return step, errOtherFlow
	}
	if _, open := a.pool.Challenges.Take(in.Session, pool.AwaitsFirstFactor); !open {
		return step, a.pool.Challenges.Refusal(in.Session)
	}
	return step, nil
}

// errOtherFlow is for a Session of another challenge than the one that is answered.
var errOtherFlow = pool.Refuse(pool.NotAuthorized, "Invalid session due to a mismatched auth flow")

// answerSelectChallenge goes on with the factor that was chosen.
func (a *API) answerSelectChallenge(in respondInput) (any, error) {
	step, err := a.openStep(in, pool.AwaitsFirstFactor, "ANSWER")
	if err != nil {
		return nil, err
	}
	chosen := in.ChallengeResponses["ANSWER"]
	switch {
	case len(step.Options) < 2:
		return nil, errOtherFlow
	case !slices.Contains(step.Options, chosen):
		return nil, pool.Refuse(pool.InvalidParameter, "Challenge %q is not available for the user.", shortened(chosen))
	}
	if _, open := a.pool.Challenges.Take(in.Session, pool.AwaitsFirstFactor); !open {
		return nil, a.pool.Challenges.Refusal(in.Session)
	}
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return a.firstFactor(client, answered(in), chosen, step, step.Options, in.ChallengeResponses)
}

// answerPassword checks a password. A wrong one uses the Session up.
func (a *API) answerPassword(in respondInput) (any, error) {
	step, err := a.takeFirstFactor(in, pool.FactorPassword, "PASSWORD")
	if err != nil {
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
func (a *API) answerPasswordSRP(in respondInput) (any, error) {
	step, err := a.takeFirstFactor(in, "PASSWORD_SRP", "SRP_A")
	if err != nil {
		return nil, err
	}
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return a.firstFactor(client, answered(in), "PASSWORD_SRP", step, step.Options, in.ChallengeResponses)
}

// answerFirstCode checks a code that stands for a password.
func (a *API) answerFirstCode(in respondInput) (any, error) {
	key := in.ChallengeName + "_CODE"
	step, err := a.openStep(in, pool.AwaitsFirstFactor, key)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(step.Options, in.ChallengeName) {
		return nil, errOtherFlow
	}
	user, err := a.pool.AnswerFirstCode(in.Session, in.ChallengeName, in.ChallengeResponses[key])
	if err != nil {
		return nil, err
	}
	return a.firstFactorProved(answered(in), user)
}

// answerEmailCode checks a code that was mailed: in the place of a password, or besides one.
func (a *API) answerEmailCode(in respondInput) (any, error) {
	if _, first := a.pool.Challenges.Find(in.Session, pool.AwaitsFirstFactor); first {
		return a.answerFirstCode(in)
	}
	return answerFactor(pool.EmailMessage, "EMAIL_OTP_CODE")(a, in)
}

// answerWebAuthn checks the signature of a passkey. What asks for no second factor is not offered to those who need one,
// so tokens follow.
func (a *API) answerWebAuthn(in respondInput) (any, error) {
	if _, err := a.openStep(in, pool.AwaitsFirstFactor, "CREDENTIAL"); err != nil {
		return nil, err
	}
	user, err := a.pool.AnswerPasskey(in.Session, []byte(in.ChallengeResponses["CREDENTIAL"]))
	if err != nil {
		return nil, err
	}
	return a.tokens(answered(in), user.Username)
}
