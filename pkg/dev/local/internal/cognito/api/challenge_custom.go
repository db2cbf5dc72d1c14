package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// answerCustom has the pool's functions check an answer and decide what follows: tokens, or the next challenge with a new
// Session. Each Session can be answered once.
func (a *API) answerCustom(in respondInput, step pool.ChallengeSession) (any, error) {
	if err := a.take(in, step); err != nil {
		return nil, err
	}
	next, err := a.pool.AnswerCustom(a.ctx, step.Custom, in.ChallengeResponses["ANSWER"], in.ClientMetadata)
	if err != nil {
		return nil, err
	}
	client, err := a.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return a.customStep(client, answered(in), step.Custom, next, in.ChallengeResponses["SRP_A"])
}
