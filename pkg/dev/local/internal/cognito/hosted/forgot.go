package hosted

import (
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func (d *Domain) forgotForm(w http.ResponseWriter, r *http.Request, req request) {
	d.showForgot(w, r, req, http.StatusOK, req.loginHint, "")
}

func (d *Domain) showForgot(w http.ResponseWriter, r *http.Request, req request, status int, name, problem string) {
	v := d.newView(w, r, "Forgot your password?")
	v.Name, v.Error, v.Notice = name, problem, noticeOf(r)
	v.Action = req.link("/forgotPassword")
	v.Links["login"] = req.link("/login")
	d.show(w, status, "forgot", v)
}

// forgot mails a code when the user exists and goes on in the same way when not.
func (d *Domain) forgot(w http.ResponseWriter, r *http.Request, req request) {
	name := strings.TrimSpace(r.PostForm.Get("username"))
	if name == "" {
		name = strings.TrimSpace(r.PostForm.Get("email"))
	}
	if name == "" {
		d.showForgot(w, r, req, http.StatusBadRequest, "", "Enter your e-mail address.")
		return
	}
	delivery, err := d.pool.ForgotPassword(r.Context(), req.by(), name)
	if err != nil { // too many tries, or a temporary password: that is told aloud
		d.showForgot(w, r, req, http.StatusBadRequest, name, sentence(err))
		return
	}
	d.openChallenge(w, r, req, "/confirmforgotPassword", pool.ChallengeSession{Challenge: pool.AwaitsReset, Name: name,
		Delivery: delivery}, codeStepValidity)
}

func (d *Domain) confirmForgotForm(w http.ResponseWriter, r *http.Request, req request, handle string,
	step pool.ChallengeSession) {
	d.showConfirmForgot(w, r, req, http.StatusOK, handle, step, nil, "")
}

func (d *Domain) showConfirmForgot(w http.ResponseWriter, r *http.Request, req request, status int, handle string,
	step pool.ChallengeSession, rules []pool.PasswordRule, problem string) {
	v := d.newView(w, r, "Choose a new password")
	v.Error, v.Rules, v.Sent = problem, rules, step.Delivery.Destination
	v.Action = req.step("/confirmforgotPassword", handle)
	v.Links["forgot"], v.Links["login"] = req.link("/forgotPassword"), req.link("/login")
	d.show(w, status, "confirmforgot", v)
}

// confirmForgot sets the new password; the user then signs in with it.
func (d *Domain) confirmForgot(w http.ResponseWriter, r *http.Request, req request, handle string,
	step pool.ChallengeSession) {
	password, problem := newPasswordOf(r)
	if problem != "" {
		d.showConfirmForgot(w, r, req, http.StatusBadRequest, handle, step, nil, problem)
		return
	}
	code := strings.TrimSpace(r.PostForm.Get("code"))
	err := d.pool.ConfirmForgotPassword(r.Context(), req.client.ClientId, step.Name, code, password, nil)
	switch {
	case isTriggerError(err):
		d.closeChallenge(w, handle)
		d.triggerFailed(w, req, err)
	case pool.Is(err, pool.InvalidPassword):
		d.showConfirmForgot(w, r, req, http.StatusBadRequest, handle, step, d.pool.PasswordRules(password), sentence(err))
	case err != nil:
		d.showConfirmForgot(w, r, req, http.StatusBadRequest, handle, step, nil, sentence(err))
	default:
		d.closeChallenge(w, handle)
		redirect(w, req.link("/login")+"&notice=password-changed")
	}
}

// newPasswordOf reads a new password and its repetition, which a form may leave out.
func newPasswordOf(r *http.Request) (password, problem string) {
	password = r.PostForm.Get("password")
	if password == "" {
		password = r.PostForm.Get("new_password")
	}
	switch {
	case password == "":
		return "", "Enter a new password."
	case r.PostForm.Get("confirm_password") != "" && r.PostForm.Get("confirm_password") != password:
		return "", "The passwords do not match."
	}
	return password, ""
}
