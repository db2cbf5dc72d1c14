package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// tokenSubject says for whom an authenticator app is set up: for a user who is signed in, or for a sign-in that cannot
// end without one.
type tokenSubject struct{ AccessToken, Session string }

func (a *API) checkSubject(s tokenSubject) error {
	step, open := a.pool.Challenges.Find(s.Session, pool.AwaitsFactorSetup)
	switch {
	case open && step.Hosted:
		return errOtherFlow
	case s.AccessToken != "" && s.Session != "":
		return pool.Refuse(pool.InvalidParameter, "Only one of AccessToken and Session may be given.")
	case s.AccessToken == "" && s.Session == "":
		return pool.Refuse(pool.InvalidParameter, "Either AccessToken or Session is required.")
	}
	return nil
}

type associateOutput struct {
	SecretCode string
	Session    string `json:",omitempty"`
}

// associateSoftwareToken begins to set up an authenticator app. A session is handed on, an access token is not.
func (a *API) associateSoftwareToken(in tokenSubject) (any, error) {
	if err := a.checkSubject(in); err != nil {
		return nil, err
	}
	if in.Session != "" {
		secret, err := a.pool.EnrolmentSecret(in.Session)
		if err != nil {
			return nil, err
		}
		next, err := a.pool.Challenges.Renew(in.Session, pool.AwaitsFactorSetup)
		return associateOutput{secret, next}, err
	}
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	secret, err := a.pool.AssociateToken(access.User.Username)
	return associateOutput{SecretCode: secret}, err
}
