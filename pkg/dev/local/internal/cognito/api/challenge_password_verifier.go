package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// answerPasswordVerifier checks the proof of a password. The secret block finds the step, for which there is no Session;
// the SECRET_HASH is made with the user name of the challenge, whatever was typed. Another user's block is as wrong as
// another's password.
func (a *API) answerPasswordVerifier(in respondInput, _ pool.ChallengeSession) (any, error) {
	answers := in.ChallengeResponses
	if err := needed(answers, "USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE",
		"TIMESTAMP"); err != nil {
		return nil, err
	}
	proof := pool.SRPProof{
		SecretBlock: answers["PASSWORD_CLAIM_SECRET_BLOCK"], Timestamp: answers["TIMESTAMP"],
		Signature: answers["PASSWORD_CLAIM_SIGNATURE"],
	}
	name := answers["USERNAME"]
	began, open := a.pool.SRPStep(proof.SecretBlock)
	if open {
		name = began.Name
	}
	if _, err := a.clientFor(in.ClientId, name, answers["SECRET_HASH"]); err != nil {
		return nil, err
	}
	if open && len(began.Options) > 0 {
		if err := a.takeVerifierSession(in, began); err != nil {
			return nil, err
		}
	}
	user, step, err := a.pool.ProveSRP(in.ClientId, answers["USERNAME"], proof)
	wrong := pool.IsWrongPassword(err)
	switch {
	case step.Custom != nil && wrong:
		return a.customPassword(in, step, false)
	case err != nil:
		return nil, err
	case step.Custom != nil && user.Status != pool.ForceChangePassword && !a.pool.NeedsSecondFactor(user.Username):
		return a.customPassword(in, step, true)
	}
	return a.passwordProved(answered(in), user)
}

// takeVerifierSession uses up the Session that a proof has in USER_AUTH alone.
func (a *API) takeVerifierSession(in respondInput, began pool.ChallengeSession) error {
	if in.Session == "" {
		return pool.Refuse(pool.InvalidParameter, "Missing required parameter Session")
	}
	step, open := a.pool.Challenges.Take(in.Session, pool.AwaitsFirstFactor)
	if !open || step.Name != began.Name || step.ClientID != in.ClientId || !slices.Contains(step.Options, in.ChallengeName) {
		return a.pool.Challenges.Refusal(in.Session)
	}
	return nil
}

// customPassword lets the pool's functions decide what follows a proof in CUSTOM_AUTH, also a wrong one. They are not
// asked where a new password or a second factor follows.
func (a *API) customPassword(in respondInput, step pool.ChallengeSession, right bool) (any, error) {
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	next, err := a.pool.AnswerPassword(a.ctx, step.Custom, right, in.ClientMetadata)
	if err != nil {
		return nil, err
	}
	return a.customStep(client, answered(in), step.Custom, next, in.ChallengeResponses["SRP_A"])
}
