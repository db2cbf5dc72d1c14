package hosted

import (
	"net/http"
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

// offers says whether a visitor may use a first factor other than the password: on managed login, where the pool allows
// it, and the app client a choice.
func (d *Domain) offers(l look, req request, factor string) bool {
	return l.Managed && req.client.Allows("ALLOW_USER_AUTH") && d.pool.Configuration().AllowsFirst(factor)
}

// sendsCodes says so of a factor that is a code.
func (d *Domain) sendsCodes(l look, req request, factor string) bool {
	return slices.ContainsFunc(codeTexts, func(c choice) bool { return c.Value == factor }) && d.offers(l, req, factor)
}

func (d *Domain) codeChoices(l look, req request) (choices []choice) {
	for _, c := range codeTexts {
		if d.offers(l, req, c.Value) {
			choices = append(choices, choice{c.Value, l.T(c.Text)})
		}
	}
	return choices
}

// firstFactorStep begins a sign-in with another factor than the password. It shows the sign-in form again, and returns
// false, where that cannot be.
func (d *Domain) firstFactorStep(w http.ResponseWriter, r *http.Request, req request,
	name string) (pool.ChallengeSession, bool) {
	if name == "" {
		d.showLogin(w, r, req, http.StatusBadRequest, name, "Enter your e-mail address, then choose how to sign in.")
		return pool.ChallengeSession{}, false
	}
	if err := d.pool.PreAuthenticate(r.Context(), req.by(), name); err != nil {
		d.showLogin(w, r, req, http.StatusBadRequest, name, sentence(err))
		return pool.ChallengeSession{}, false
	}
	return pool.ChallengeSession{
		Challenge: pool.AwaitsFirstFactor, Name: d.pool.InternalName(name), Typed: name, ClientID: req.client.ClientId,
		Hosted: true, Proven: true,
	}, true
}

// sendFirstCode sends a code, or pretends to, and goes on to the page that asks for it.
func (d *Domain) sendFirstCode(w http.ResponseWriter, r *http.Request, req request, factor, name string) {
	step, ok := d.firstFactorStep(w, r, req, name)
	if !ok {
		return
	}
	available, err := d.pool.FirstFactors(name, req.client.HidesUsers())
	if err == nil && !slices.Contains(available, factor) {
		d.showLogin(w, r, req, http.StatusBadRequest, name, "You cannot sign in like that. Choose another way.")
		return
	}
	if err == nil {
		step, err = d.pool.SendFirstCode(r.Context(), req.by(), name, factor, step)
	}
	if err != nil {
		d.showLogin(w, r, req, http.StatusBadRequest, name, sentence(err))
		return
	}
	d.openChallenge(w, r, req, firstCodePath, step, passwordStepValidity)
}

// firstCodeStep finds the open step, and the factor whose code it awaits.
func (d *Domain) firstCodeStep(w http.ResponseWriter, r *http.Request, req request) (handle string,
	step pool.ChallengeSession, factor string, open bool) {
	handle, step, open = d.challenge(w, r, req, pool.AwaitsFirstFactor, "/login")
	if open && (len(step.Options) != 1 || step.Options[0] == pool.FactorWebAuthn) {
		d.beginAgain(w, req, handle, "/login")
		return "", step, "", false
	}
	if open {
		factor = step.Options[0]
	}
	return handle, step, factor, open
}

func (d *Domain) firstCodeForm(w http.ResponseWriter, r *http.Request, req request) {
	if handle, step, factor, open := d.firstCodeStep(w, r, req); open {
		d.showCode(w, r, http.StatusOK, req, codePage{firstCodePath, factor, handle, step}, "")
	}
}

// firstCode takes the code, and signs in.
func (d *Domain) firstCode(w http.ResponseWriter, r *http.Request, req request) {
	handle, step, factor, open := d.firstCodeStep(w, r, req)
	if !open {
		return
	}
	user, err := d.pool.AnswerFirstCode(handle, factor, factorCode(r))
	if err != nil {
		d.showCode(w, r, http.StatusBadRequest, req, codePage{firstCodePath, factor, handle, step}, sentence(err))
		return
	}
	d.closeChallenge(w, handle)
	d.firstFactorProved(w, r, req, user)
}
