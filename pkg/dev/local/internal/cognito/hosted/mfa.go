package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Where the steps of a second factor are.
const (
	mfaPath       = "/mfa"
	selectMfaPath = "/selectMfa"
	mfaSetupPath  = "/mfaSetup"
)

// openFactor opens the step of a second factor and sends the browser to its page.
func (d *Domain) openFactor(w http.ResponseWriter, r *http.Request, req request, step pool.ChallengeSession) {
	path := mfaPath
	switch step.Challenge {
	case pool.AwaitsFactorChoice:
		path = selectMfaPath
	case pool.AwaitsFactorSetup:
		path = mfaSetupPath
	}
	d.openChallenge(w, r, req, path, step, passwordStepValidity)
}

// factorStep finds the open step that asks for a code, of whichever factor.
func (d *Domain) factorStep(w http.ResponseWriter, r *http.Request, req request) (handle string,
	step pool.ChallengeSession, open bool) {
	handle = stepHandle(r)
	for _, f := range pool.Factors() {
		if step, ok := d.pool.Challenges.Find(handle, pool.AwaitsFactor(f)); ok && step.Hosted &&
			step.ClientID == req.client.ClientId {
			return handle, step, true
		}
	}
	d.beginAgain(w, req, handle, "/login")
	return "", pool.ChallengeSession{}, false
}

func (d *Domain) mfaForm(w http.ResponseWriter, r *http.Request, req request) {
	if handle, step, open := d.factorStep(w, r, req); open {
		d.showCode(w, r, http.StatusOK, req, codePage{mfaPath, string(step.Challenge), handle, step}, "")
	}
}

// codePage is the page that asks for the code of a factor.
type codePage struct {
	path, factor, handle string
	step                 pool.ChallengeSession
}

func (d *Domain) showCode(w http.ResponseWriter, r *http.Request, status int, req request, p codePage, problem string) {
	v := d.newView(w, r, "Enter your code")
	v.Error, v.Sent, v.Factor = problem, p.step.Delivery.Destination, p.factor
	v.Action = req.step(p.path, p.handle)
	v.Links["login"] = req.link("/login")
	d.show(w, status, "mfa", v)
}

// mfa takes the code of a second factor, and signs in.
func (d *Domain) mfa(w http.ResponseWriter, r *http.Request, req request) {
	handle, step, open := d.factorStep(w, r, req)
	if !open {
		return
	}
	user, err := d.pool.AnswerFactor(handle, pool.Factor(step.Challenge), factorCode(r))
	if err != nil {
		d.showCode(w, r, http.StatusBadRequest, req, codePage{mfaPath, string(step.Challenge), handle, step}, sentence(err))
		return
	}
	d.closeChallenge(w, handle)
	d.signedIn(w, r, req, user.Username)
}

// factorCode is the field of AWS's classic page, or the name that the other pages of this domain have for a code.
func factorCode(r *http.Request) string {
	if code := r.PostForm.Get("authentication_code"); code != "" {
		return code
	}
	return r.PostForm.Get("code")
}
