package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type confirmSignUpInput struct {
	ClientId, Username, ConfirmationCode, SecretHash, Session string
	ForceAliasCreation                                        bool
	ClientMetadata                                            map[string]string
}

// sessionOutput has the Session with which USER_AUTH signs the user in.
type sessionOutput struct {
	Session string `json:",omitempty"`
}

// confirmSignUp takes the mailed code. With the Session of the sign-up it answers one that signs in.
func (a *API) confirmSignUp(in confirmSignUpInput) (any, error) {
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := a.tellUnknown(client, in.Username, "Username/client id combination not found."); err != nil {
		return nil, err
	}
	if in.Session != "" {
		if step, open := a.pool.Challenges.Find(in.Session, pool.AwaitsFirstSignIn); !open ||
			step.ClientID != in.ClientId || !a.pool.IsOf(step, in.Username) {
			return nil, a.pool.Challenges.Refusal(in.Session)
		}
	}
	if err := a.pool.ConfirmSignUp(a.ctx, pool.By{ClientID: in.ClientId, Metadata: in.ClientMetadata}, in.Username,
		in.ConfirmationCode, in.ForceAliasCreation); err != nil || in.Session == "" {
		return nil, err
	}
	a.pool.Challenges.Close(in.Session)
	return sessionOutput{a.firstSignIn(in.ClientId, in.Username, true)}, nil
}
