package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type confirmSignUpInput struct {
	nameInput
	ConfirmationCode, Session string
	ForceAliasCreation        bool
}

// sessionOutput has the Session with which USER_AUTH signs the user in.
type sessionOutput struct {
	Session string `json:",omitempty"`
}

// confirmSignUp takes the mailed code. With the Session of the sign-up it answers one that signs in.
func (a *API) confirmSignUp(in confirmSignUpInput) (any, error) {
	if err := a.checkName(in.nameInput); err != nil {
		return nil, err
	}
	if in.Session != "" {
		if step, open := a.pool.Challenges.Find(in.Session, pool.AwaitsFirstSignIn); !open ||
			step.ClientID != in.ClientId || !a.pool.IsOf(step, in.Username) {
			return nil, a.pool.Challenges.Refusal(in.Session)
		}
	}
	if err := a.pool.ConfirmSignUp(a.ctx, in.by(), in.Username, in.ConfirmationCode, in.ForceAliasCreation); err != nil || in.Session == "" {
		return nil, err
	}
	a.pool.Challenges.Close(in.Session)
	return sessionOutput{a.firstSignIn(in.ClientId, in.Username, true)}, nil
}
