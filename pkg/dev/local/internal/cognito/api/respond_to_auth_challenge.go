package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type respondInput struct {
	ChallengeName, ClientId, Session string
	ChallengeResponses               map[string]string
	ClientMetadata                   map[string]string // for the pool's functions
}

// challenges are answered by these, one file each, by their names in AWS's API reference.
var challenges = map[string]func(a *API, in respondInput) (any, error){
	"NEW_PASSWORD_REQUIRED": (*API).answerNewPassword,
	"PASSWORD_VERIFIER":     (*API).answerPasswordVerifier,
	"SELECT_CHALLENGE":      (*API).answerSelectChallenge,
	"PASSWORD":              (*API).answerPassword,
	"PASSWORD_SRP":          (*API).answerPasswordSRP,
	"WEB_AUTHN":             (*API).answerWebAuthn,
	"CUSTOM_CHALLENGE":      (*API).answerCustom,
	"SOFTWARE_TOKEN_MFA":    answerFactor(pool.SoftwareToken, "SOFTWARE_TOKEN_MFA_CODE"),
	"SMS_MFA":               answerFactor(pool.TextMessage, "SMS_MFA_CODE"),
	"EMAIL_OTP":             (*API).answerEmailCode,
	"SMS_OTP":               (*API).answerFirstCode,
	"SELECT_MFA_TYPE":       (*API).answerFactorChoice,
	"MFA_SETUP":             (*API).answerFactorSetup,

	"DEVICE_SRP_AUTH":          (*API).answerDevice,
	"DEVICE_PASSWORD_VERIFIER": (*API).answerDeviceVerifier,
}

// respondToAuthChallenge takes the answer to a challenge.
func (a *API) respondToAuthChallenge(in respondInput) (any, error) {
	answer, offered := challenges[in.ChallengeName]
	if !offered {
		return nil, pool.Refuse(pool.InvalidParameter, "Challenge %q is not offered by the local Cognito.",
			shortened(in.ChallengeName))
	}
	return answer(a, in)
}

// openStep finds the step that a Session stands for. It wants the answers that are named, USERNAME among them, the
// secret hash, and the client and user that the step was opened for.
func (a *API) openStep(in respondInput, challenge pool.Challenge, answers ...string) (pool.ChallengeSession, error) {
	if err := needed(in.ChallengeResponses, append([]string{"USERNAME"}, answers...)...); err != nil {
		return pool.ChallengeSession{}, err
	}
	if in.Session == "" {
		return pool.ChallengeSession{}, pool.Refuse(pool.InvalidParameter, "Missing required parameter Session")
	}
	name := in.ChallengeResponses["USERNAME"]
	if _, err := a.clientFor(in.ClientId, name, in.ChallengeResponses["SECRET_HASH"]); err != nil {
		return pool.ChallengeSession{}, err
	}
	step, ok := a.pool.Challenges.Find(in.Session, challenge)
	if !ok || step.ClientID != in.ClientId || !a.pool.IsOf(step, name) {
		return pool.ChallengeSession{}, a.pool.Challenges.Refusal(in.Session)
	}
	if step.Hosted {
		return pool.ChallengeSession{}, errOtherFlow
	}
	return step, nil
}
