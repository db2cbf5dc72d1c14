package hosted

import (
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Where the steps of a second factor are.
const (
	mfaPath       = "/mfa"
	selectMfaPath = "/selectMfa"
	mfaSetupPath  = "/mfaSetup"
)

// openFactor opens the step of a second factor and sends the browser to its page.
func (v *visit) openFactor(step pool.ChallengeSession) {
	path := mfaPath
	switch step.Challenge {
	case pool.AwaitsFactorChoice:
		path = selectMfaPath
	case pool.AwaitsFactorSetup:
		path = mfaSetupPath
	}
	v.open(path, step, passwordStepValidity)
}

// codesOfFactors are the steps that ask for a code, of whichever factor.
func codesOfFactors() (all []pool.Challenge) {
	for _, f := range pool.Factors() {
		all = append(all, pool.AwaitsFactor(f))
	}
	return all
}

func (v *visit) fillMFA(shown *view) bool {
	shown.Factor = string(v.step.Challenge)
	return true
}

// mfa takes the code of a second factor, and signs in.
func (v *visit) mfa() error {
	user, err := v.pool.AnswerFactor(v.handle, pool.Factor(v.step.Challenge), v.code())
	if err != nil {
		return err
	}
	v.closeStep()
	v.signedIn(user.Username)
	return nil
}

// code is the field of AWS's classic page, or the name that the other pages of this domain have for a code.
func (v *visit) code() string { return v.field("authentication_code", "code") }
