package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type verifyTokenInput struct {
	tokenSubject
	UserCode, FriendlyDeviceName string
}

type verifyTokenOutput struct {
	Status  string
	Session string `json:",omitempty"`
}

// verifySoftwareToken takes the app's first code. A session that it was set up in still has to be sent with the answer
// to MFA_SETUP, though the app is the user's already.
func (a *API) verifySoftwareToken(in verifyTokenInput) (any, error) {
	if err := a.checkSubject(in.tokenSubject); err != nil {
		return nil, err
	}
	if in.Session != "" {
		if _, err := a.pool.VerifyEnrolment(in.Session, in.UserCode, in.FriendlyDeviceName); err != nil {
			return nil, err
		}
		next, err := a.pool.Challenges.Renew(in.Session, pool.AwaitsFactorSetup)
		return verifyTokenOutput{"SUCCESS", next}, err
	}
	access, err := a.access(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return verifyTokenOutput{Status: "SUCCESS"}, a.pool.VerifyToken(access.User.Username, in.UserCode, in.FriendlyDeviceName)
}
