package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func (d *Domain) newPasswordForm(w http.ResponseWriter, r *http.Request, req request, handle string,
	_ pool.ChallengeSession) {
	d.showNewPassword(w, r, req, http.StatusOK, handle, nil, "")
}

func (d *Domain) showNewPassword(w http.ResponseWriter, r *http.Request, req request, status int, handle string,
	rules []pool.PasswordRule, problem string) {
	v := d.newView(w, r, "Change your password")
	v.Error, v.Rules = problem, rules
	v.Action = req.step("/changePassword", handle)
	v.Links["login"] = req.link("/login")
	d.show(w, status, "newpassword", v)
}

// newPassword replaces the temporary password that an administrator gave, and signs in.
func (d *Domain) newPassword(w http.ResponseWriter, r *http.Request, req request, handle string, step pool.ChallengeSession) {
	password, problem := newPasswordOf(r)
	if problem != "" {
		d.showNewPassword(w, r, req, http.StatusBadRequest, handle, nil, problem)
		return
	}
	user, err := d.pool.CompleteNewPassword(step.Name, password, nil)
	switch {
	case pool.Is(err, pool.InvalidPassword):
		d.showNewPassword(w, r, req, http.StatusBadRequest, handle, d.pool.PasswordRules(password), sentence(err))
	case err != nil:
		d.showNewPassword(w, r, req, http.StatusBadRequest, handle, nil, sentence(err))
	default:
		d.closeChallenge(w, handle)
		d.firstFactorProved(w, r, req, user)
	}
}
