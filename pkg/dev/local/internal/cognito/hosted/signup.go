package hosted

import (
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// signUp registers and goes on to the code.
func (v *visit) signUp() error {
	v.name = v.field("email", "username")
	password := v.field("password")
	if v.name == "" || password == "" {
		return told("Enter an e-mail address and a password.")
	}
	done, err := v.pool.Register(v.r.Context(), pool.SignUp{ClientID: v.req.client.ClientId, Name: v.name,
		Password: password})
	switch {
	case err != nil && done.User.Username == "":
		return err
	case err != nil:
		v.triggerFailed(err)
	case done.User.Status == pool.Confirmed:
		v.firstFactorProved(done.User)
	default:
		v.open("/confirm", pool.ChallengeSession{Challenge: pool.AwaitsCode, Name: v.name, Proven: true,
			Delivery: done.Delivery}, codeStepValidity)
	}
	return nil
}
