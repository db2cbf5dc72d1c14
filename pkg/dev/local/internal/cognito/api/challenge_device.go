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

// deviceSession finds the Session of a device's proof, which clients leave out: pycognito does, and
// amazon-cognito-identity-js where it has none. It is "" for other challenges, and where no proof is open.
func (a *API) deviceSession(in respondInput) string {
	switch answers := in.ChallengeResponses; in.ChallengeName {
	case string(pool.AwaitsDevice):
		return a.pool.Challenges.OfDevice(in.ClientId, answers["DEVICE_KEY"], "")
	case string(pool.AwaitsDeviceProof):
		return a.pool.Challenges.OfDevice(in.ClientId, answers["DEVICE_KEY"], answers["PASSWORD_CLAIM_SECRET_BLOCK"])
	}
	return ""
}

// answerDevice goes on to the proof.
func (a *API) answerDevice(in respondInput, asked pool.ChallengeSession) (any, error) {
	c, step, err := a.pool.BeginDevice(asked, in.ChallengeResponses["SRP_A"])
	if err != nil {
		return nil, err
	}
	if err := a.take(in, asked); err != nil {
		return nil, err
	}
	return a.challenge(string(step.Challenge), step, map[string]string{
		"USERNAME": step.Name, "DEVICE_KEY": step.Device, "SALT": c.Salt, "SRP_B": c.B, "SECRET_BLOCK": c.SecretBlock,
	}), nil
}

// answerDeviceVerifier checks it; tokens follow.
func (a *API) answerDeviceVerifier(in respondInput, step pool.ChallengeSession) (any, error) {
	answers := in.ChallengeResponses
	err := a.pool.ProveDevice(in.Session, pool.SRPProof{
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
