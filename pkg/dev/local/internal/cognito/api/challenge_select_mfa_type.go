package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// answerFactorChoice goes on to the challenge of the factor that the user chose.
func (a *API) answerFactorChoice(in respondInput, _ pool.ChallengeSession) (any, error) {
	step, err := a.pool.ChooseFactor(a.ctx, pool.By{ClientID: in.ClientId}, in.Session,
		pool.Factor(in.ChallengeResponses["ANSWER"]))
	if err != nil {
		return nil, err
	}
	return a.askForFactor(step, false)
}
