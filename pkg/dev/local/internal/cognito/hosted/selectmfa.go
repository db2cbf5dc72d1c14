package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// factorNames are what a visitor reads of the factors.
var factorNames = map[pool.Factor]string{
	pool.TextMessage:   "A code by text message",
	pool.SoftwareToken: "A code from your authenticator app",
	pool.EmailMessage:  "A code by e-mail",
}

// choice is a factor that a visitor may choose.
type choice struct{ Value, Text string }

func (d *Domain) selectMFAForm(w http.ResponseWriter, r *http.Request, req request, handle string,
	step pool.ChallengeSession) {
	d.showSelectMFA(w, r, req, http.StatusOK, handle, step, "")
}

func (d *Domain) showSelectMFA(w http.ResponseWriter, r *http.Request, req request, status int, handle string,
	step pool.ChallengeSession, problem string) {
	v := d.newView(w, r, "Choose how to go on")
	v.Error = problem
	for _, f := range step.Choices {
		v.Choices = append(v.Choices, choice{string(f), factorNames[f]})
	}
	v.Action = req.step(selectMfaPath, handle)
	v.Links["login"] = req.link("/login")
	d.show(w, status, "selectmfa", v)
}

// selectMFA goes on to the page of the factor that was chosen.
func (d *Domain) selectMFA(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	next, err := d.pool.ChooseFactor(r.Context(), req.by(), handle, pool.Factor(r.PostForm.Get("mfa_type")))
	switch {
	case pool.Is(err, pool.InvalidParameter):
		d.showSelectMFA(w, r, req, http.StatusBadRequest, handle, step, "Choose one of these.")
	case err != nil:
		d.showSelectMFA(w, r, req, http.StatusBadRequest, handle, step, sentence(err))
	default:
		d.openFactor(w, r, req, next)
	}
}
