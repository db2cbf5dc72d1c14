package api

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// answerCode checks a code, which comes under the name of its challenge: one in the place of a password, after which a
// second factor may follow, or one besides it.
func (a *API) answerCode(in respondInput, step pool.ChallengeSession) (any, error) {
	code := in.ChallengeResponses[in.ChallengeName+"_CODE"]
	if step.Challenge != pool.AwaitsFirstFactor {
		user, err := a.pool.AnswerFactor(in.Session, pool.Factor(step.Challenge), code)
		if err != nil {
			return nil, err
		}
		return a.tokens(answered(in), user.Username)
	}
	if !slices.Contains(step.Options, in.ChallengeName) {
		return nil, errOtherFlow
	}
	user, err := a.pool.AnswerFirstCode(in.Session, in.ChallengeName, code)
	if err != nil {
		return nil, err
	}
	return a.firstFactorProved(answered(in), user)
}
