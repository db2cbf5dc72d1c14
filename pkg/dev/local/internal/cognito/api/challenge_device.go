package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// deviceChallenge asks for the proof of the device that a sign-in named (F-177), unless it is not known.
func (a *API) deviceChallenge(by pool.By, username string, unknown error) (any, error) {
	if unknown != nil {
		return nil, unknown
	}
	step := pool.ChallengeSession{Challenge: pool.AwaitsDevice, Name: username, ClientID: by.ClientID,
		Device: by.DeviceKey, Proven: true}
	return a.challenge(string(step.Challenge), step, map[string]string{"USERNAME": username, "DEVICE_KEY": by.DeviceKey}), nil
}

// openDevice is openStep for a step about the device that the answer names.
func (a *API) openDevice(in respondInput, challenge pool.Challenge, answers ...string) (pool.ChallengeSession, error) {
	step, err := a.openStep(in, challenge, append(answers, "DEVICE_KEY")...)
	if err == nil && in.ChallengeResponses["DEVICE_KEY"] != step.Device {
		err = pool.ErrInvalidSession
	}
	return step, err
}

// answerDevice goes on to the proof.
func (a *API) answerDevice(in respondInput) (any, error) {
	step, err := a.openDevice(in, pool.AwaitsDevice, "SRP_A")
	if err != nil {
		return nil, err
	}
	c, step, err := a.pool.BeginDevice(step, in.ChallengeResponses["SRP_A"])
	if err != nil {
		return nil, err
	}
	if _, open := a.pool.Challenges.Take(in.Session, pool.AwaitsDevice); !open {
		return nil, a.pool.Challenges.Refusal(in.Session)
	}
	return a.challenge(string(step.Challenge), step, map[string]string{
		"USERNAME": step.Name, "DEVICE_KEY": step.Device, "SALT": c.Salt, "SRP_B": c.B, "SECRET_BLOCK": c.SecretBlock,
	}), nil
}

// answerDeviceVerifier checks it; tokens follow.
func (a *API) answerDeviceVerifier(in respondInput) (any, error) {
	answers := in.ChallengeResponses
	step, err := a.openDevice(in, pool.AwaitsDeviceProof, "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE",
		"TIMESTAMP")
	if err != nil {
		return nil, err
	}
	err = a.pool.ProveDevice(in.Session, pool.SRPProof{
		SecretBlock: answers["PASSWORD_CLAIM_SECRET_BLOCK"], Timestamp: answers["TIMESTAMP"],
		Signature: answers["PASSWORD_CLAIM_SIGNATURE"],
	})
	if err != nil {
		return nil, err
	}
	by := answered(in)
	by.DeviceProved = true
	return a.tokens(by, step.Name)
}
