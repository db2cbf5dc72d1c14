package hosted

import (
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func (d *Domain) confirmForm(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	d.showConfirm(w, r, req, http.StatusOK, handle, step, noticeOf(r), "")
}

func (d *Domain) showConfirm(w http.ResponseWriter, r *http.Request, req request, status int, handle string,
	step pool.ChallengeSession, notice, problem string) {
	v := d.newView(w, r, "Confirm your account")
	v.Error, v.Notice, v.Sent = problem, notice, step.Delivery.Destination
	v.Action = req.step("/confirm", handle)
	v.Fields = d.confirmFields(step)
	v.Links["resend"], v.Links["login"] = req.step("/resendcode", handle), req.link("/login")
	d.show(w, status, "confirm", v)
}

// confirmFields are the hidden fields that AWS's form has besides the token.
func (d *Domain) confirmFields(step pool.ChallengeSession) []field {
	user, _ := d.pool.User(step.Name) // the step is open, so there is one
	return []field{{"username", step.Name}, {"sub", user.Attributes["sub"]}, {"destination", step.Delivery.Destination},
		{"deliveryMedium", "EMAIL"}}
}

// confirm takes the mailed code. A browser in which the password was proven is then signed in.
func (d *Domain) confirm(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	code := strings.TrimSpace(r.PostForm.Get("code"))
	err := d.pool.ConfirmSignUp(r.Context(), req.by(), step.Name, code, false)
	switch {
	case isTriggerError(err):
		d.closeChallenge(w, handle)
		d.triggerFailed(w, req, err)
		return
	case err != nil:
		d.showConfirm(w, r, req, http.StatusBadRequest, handle, step, "", sentence(err))
		return
	}
	d.closeChallenge(w, handle)
	user, err := d.pool.User(step.Name)
	if err != nil || !step.Proven {
		redirect(w, req.link("/login"))
		return
	}
	d.confirmed(w, r, req, user)
}

// confirmed signs in who has just confirmed an account. Managed login offers a passkey first, where that may be used
// (developer guide, "User-interactive managed login and classic hosted UI endpoints": /passkeys/add).
func (d *Domain) confirmed(w http.ResponseWriter, r *http.Request, req request, user pool.User) {
	if !d.offers(d.lookOf(r), req, pool.FactorWebAuthn) || atAddress(r) || d.pool.NeedsSecondFactor(user.Username) {
		d.firstFactorProved(w, r, req, user)
		return
	}
	if err := d.pool.PostAuthenticate(r.Context(), req.by(), user.Username); err != nil {
		d.triggerFailed(w, req, err)
		return
	}
	d.openSession(w, r, "", user.Username)
	redirect(w, req.link("/passkeys/add"))
}

// resendCode mails a new code and goes back to the page that asks for it.
func (d *Domain) resendCode(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	if _, err := d.pool.ResendCode(r.Context(), req.by(), step.Name); err != nil {
		d.showConfirm(w, r, req, http.StatusBadRequest, handle, step, "", sentence(err))
		return
	}
	redirect(w, req.step("/confirm", handle)+"&notice=sent")
}

func isTriggerError(err error) bool {
	return pool.Is(err, pool.UserLambdaValidation) || pool.Is(err, pool.UnexpectedLambda) ||
		pool.Is(err, pool.InvalidLambdaResponse)
}

// triggerFailed goes back to the site with the text of the trigger's function. AWS ends it with a blank.
func (d *Domain) triggerFailed(w http.ResponseWriter, req request, err error) {
	redirect(w, req.failed("invalid_request", sentence(err)+" "))
}
