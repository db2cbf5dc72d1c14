package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// answerFactorSetup ends a sign-in whose session comes from VerifySoftwareToken. A telephone number or an e-mail
// address is stored, and a code goes there. Any other answer uses the session up.
func (a *API) answerFactorSetup(in respondInput, step pool.ChallengeSession) (any, error) {
	if !step.Enrolled {
		if address := in.ChallengeResponses["EMAIL"]; address != "" {
			return a.setUpAddress(in, pool.EmailMessage, address)
		}
		if number := in.ChallengeResponses["PHONE_NUMBER"]; number != "" {
			return a.setUpAddress(in, pool.TextMessage, number)
		}
	}
	if _, open := a.pool.Challenges.Take(in.Session, pool.AwaitsFactorSetup); !open || !step.Enrolled {
		return nil, pool.Refuse(pool.NotAuthorized, "Invalid session for the user.")
	}
	return a.tokens(answered(in), step.Name)
}

func (a *API) setUpAddress(in respondInput, f pool.Factor, address string) (any, error) {
	step, err := a.pool.SetUpAddress(a.ctx, pool.By{ClientID: in.ClientId}, in.Session, f, address)
	if err != nil {
		return nil, err
	}
	return a.askForFactor(step, false)
}
