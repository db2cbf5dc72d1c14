package api

import (
	"context"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// answerPasswordVerifier checks the proof of a password. The secret block finds the step, for which there is no Session;
// the SECRET_HASH is made with the user name of the challenge, whatever was typed. Another user's block is as wrong as
// another's password.
func (a *API) answerPasswordVerifier(_ context.Context, in respondInput) (any, error) {
	answers := in.ChallengeResponses
	if err := needed(answers, "USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"); err != nil {
		return nil, err
	}
	proof := pool.SRPProof{
		SecretBlock: answers["PASSWORD_CLAIM_SECRET_BLOCK"], Timestamp: answers["TIMESTAMP"], Signature: answers["PASSWORD_CLAIM_SIGNATURE"],
	}
	name := answers["USERNAME"]
	if step, open := a.pool.SRPStep(proof.SecretBlock); open {
		name = step.Name
	}
	if _, err := a.clientFor(in.ClientId, name, answers["SECRET_HASH"]); err != nil {
		return nil, err
	}
	user, err := a.pool.ProveSRP(in.ClientId, answers["USERNAME"], proof)
	if err != nil {
		return nil, err
	}
	return a.passwordProved(in.ClientId, user)
}
