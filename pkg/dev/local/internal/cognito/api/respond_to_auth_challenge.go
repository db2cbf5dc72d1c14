package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type respondInput struct {
	ChallengeName, ClientId, Session string
	ChallengeResponses               map[string]string
	ClientMetadata                   map[string]string // for the pool's functions
}

// challenge is something that a client answers.
type challenge struct {
	awaits []pool.Challenge // the step that the Session stands for, one of these; none: the answer finds it
	needs  []string         // what comes with an answer, besides USERNAME
	answer func(a *API, in respondInput, step pool.ChallengeSession) (any, error)
}

// awaits is for a challenge of one kind of step.
func awaits(step pool.Challenge) []pool.Challenge { return []pool.Challenge{step} }

// challenges have their names in AWS's API reference.
var challenges = map[string]challenge{
	"NEW_PASSWORD_REQUIRED": {awaits(pool.AwaitsNewPassword), []string{"NEW_PASSWORD"}, (*API).answerNewPassword},
	"PASSWORD_VERIFIER":     {nil, nil, (*API).answerPasswordVerifier},
	"CUSTOM_CHALLENGE":      {awaits(pool.AwaitsCustomAnswer), []string{"ANSWER"}, (*API).answerCustom},

	"SELECT_CHALLENGE": {awaits(pool.AwaitsFirstFactor), []string{"ANSWER"}, (*API).answerSelectChallenge},
	"PASSWORD":         {awaits(pool.AwaitsFirstFactor), []string{"PASSWORD"}, (*API).answerPassword},
	"PASSWORD_SRP":     {awaits(pool.AwaitsFirstFactor), []string{"SRP_A"}, (*API).answerPasswordSRP},
	"WEB_AUTHN":        {awaits(pool.AwaitsFirstFactor), []string{"CREDENTIAL"}, (*API).answerWebAuthn},
	"SMS_OTP":          {awaits(pool.AwaitsFirstFactor), []string{"SMS_OTP_CODE"}, (*API).answerCode},

	// In the place of a password, or besides one.
	"EMAIL_OTP": {[]pool.Challenge{pool.AwaitsFirstFactor, pool.AwaitsFactor(pool.EmailMessage)},
		[]string{"EMAIL_OTP_CODE"}, (*API).answerCode},

	"SOFTWARE_TOKEN_MFA": {awaits(pool.AwaitsFactor(pool.SoftwareToken)), []string{"SOFTWARE_TOKEN_MFA_CODE"},
		(*API).answerCode},
	"SMS_MFA":         {awaits(pool.AwaitsFactor(pool.TextMessage)), []string{"SMS_MFA_CODE"}, (*API).answerCode},
	"SELECT_MFA_TYPE": {awaits(pool.AwaitsFactorChoice), []string{"ANSWER"}, (*API).answerFactorChoice},
	"MFA_SETUP":       {awaits(pool.AwaitsFactorSetup), nil, (*API).answerFactorSetup},

	"DEVICE_SRP_AUTH": {awaits(pool.AwaitsDevice), []string{"SRP_A", "DEVICE_KEY"}, (*API).answerDevice},
	"DEVICE_PASSWORD_VERIFIER": {awaits(pool.AwaitsDeviceProof), []string{"PASSWORD_CLAIM_SECRET_BLOCK",
		"PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP", "DEVICE_KEY"}, (*API).answerDeviceVerifier},
}

// respondToAuthChallenge takes the answer to a challenge.
func (a *API) respondToAuthChallenge(in respondInput) (any, error) {
	c, offered := challenges[in.ChallengeName]
	if !offered {
		return nil, pool.Refuse(pool.InvalidParameter, "Challenge %q is not offered by the local Cognito.",
			shortened(in.ChallengeName))
	}
	if c.awaits == nil {
		return c.answer(a, in, pool.ChallengeSession{})
	}
	if in.Session == "" {
		in.Session = a.deviceSession(in)
	}
	step, err := a.openStep(in, c)
	if err != nil {
		return nil, err
	}
	return c.answer(a, in, step)
}

// openStep finds the step that a Session stands for. It wants the answers that the challenge needs, USERNAME among them,
// the secret hash, and the client, user and device that the step was opened for.
func (a *API) openStep(in respondInput, c challenge) (pool.ChallengeSession, error) {
	if err := needed(in.ChallengeResponses, append([]string{"USERNAME"}, c.needs...)...); err != nil {
		return pool.ChallengeSession{}, err
	}
	if in.Session == "" {
		return pool.ChallengeSession{}, pool.Refuse(pool.InvalidParameter, "Missing required parameter Session")
	}
	name := in.ChallengeResponses["USERNAME"]
	if _, err := a.clientFor(in.ClientId, name, in.ChallengeResponses["SECRET_HASH"]); err != nil {
		return pool.ChallengeSession{}, err
	}
	for _, kind := range c.awaits {
		step, ok := a.pool.Challenges.Find(in.Session, kind)
		switch {
		case !ok || step.ClientID != in.ClientId || !a.pool.IsOf(step, name):
			continue
		case step.Hosted:
			return pool.ChallengeSession{}, errOtherFlow
		case step.Device != "" && step.Device != in.ChallengeResponses["DEVICE_KEY"]:
			return pool.ChallengeSession{}, pool.ErrInvalidSession
		}
		return step, nil
	}
	return pool.ChallengeSession{}, a.pool.Challenges.Refusal(in.Session)
}

// take uses a step up: of two answers at once, one goes on.
func (a *API) take(in respondInput, step pool.ChallengeSession) error {
	if _, open := a.pool.Challenges.Take(in.Session, step.Challenge); !open {
		return a.pool.Challenges.Refusal(in.Session)
	}
	return nil
}

// errOtherFlow is for a Session of another challenge than the one that is answered.
var errOtherFlow = pool.Refuse(pool.NotAuthorized, "Invalid session due to a mismatched auth flow")
