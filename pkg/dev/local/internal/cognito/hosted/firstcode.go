package hosted

import (
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Managed login takes a code that is sent in the place of a password (developer guide, "Things to know about
// authentication with user pools"). Its forms for that are not recorded: these are this project's.
const firstCodePath = "/login/code"

// codeTexts are the buttons of the factors that are codes.
var codeTexts = []choice{
	{pool.FactorEmailOTP, "Sign in with a code by e-mail"},
	{pool.FactorSMSOTP, "Sign in with a code by text message"},
}

// offers says whether the visitor may use a first factor other than the password: on managed login, where the pool
// allows it, and the app client a choice.
func (v *visit) offers(factor string) bool {
	return v.managed(v.r) && v.req.client.Allows("ALLOW_USER_AUTH") && v.pool.Configuration().AllowsFirst(factor)
}

// sendsCodes says so of a factor that is a code.
func (v *visit) sendsCodes(factor string) bool {
	return slices.ContainsFunc(codeTexts, func(c choice) bool { return c.Value == factor }) && v.offers(factor)
}

func (v *visit) codeChoices(l look) (choices []choice) {
	for _, c := range codeTexts {
		if v.offers(c.Value) {
			choices = append(choices, choice{c.Value, l.T(c.Text)})
		}
	}
	return choices
}

// firstFactorStep begins a sign-in with another factor than the password.
func (v *visit) firstFactorStep() (pool.ChallengeSession, error) {
	if v.name == "" {
		return pool.ChallengeSession{}, told("Enter your e-mail address, then choose how to sign in.")
	}
	if err := v.pool.PreAuthenticate(v.r.Context(), v.by(), v.name); err != nil {
		return pool.ChallengeSession{}, err
	}
	return pool.ChallengeSession{
		Challenge: pool.AwaitsFirstFactor, Name: v.pool.InternalName(v.name), Typed: v.name,
		ClientID: v.req.client.ClientId, Hosted: true, Proven: true,
	}, nil
}

// sendFirstCode sends a code, or pretends to, and goes on to the page that asks for it.
func (v *visit) sendFirstCode(factor string) error {
	step, err := v.firstFactorStep()
	if err != nil {
		return err
	}
	available, err := v.pool.FirstFactors(v.name, v.req.client.HidesUsers())
	switch {
	case err != nil:
		return err
	case !slices.Contains(available, factor):
		return told("You cannot sign in like that. Choose another way.")
	}
	if step, err = v.pool.SendFirstCode(v.r.Context(), v.by(), v.name, factor, step); err != nil {
		return err
	}
	v.open(firstCodePath, step, passwordStepValidity)
	return nil
}

// awaitsFirstCode says whether a step awaits a code, whose factor is its only option.
func awaitsFirstCode(step pool.ChallengeSession) bool {
	return len(step.Options) == 1 && step.Options[0] != pool.FactorWebAuthn
}

func (v *visit) fillFirstCode(shown *view) bool {
	shown.Factor = v.step.Options[0]
	return true
}

// firstCode takes the code, and signs in.
func (v *visit) firstCode() error {
	user, err := v.pool.AnswerFirstCode(v.handle, v.step.Options[0], v.code())
	if err != nil {
		return err
	}
	v.closeStep()
	v.firstFactorProved(user)
	return nil
}
