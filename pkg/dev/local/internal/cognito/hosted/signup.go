package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func (d *Domain) signUpForm(w http.ResponseWriter, r *http.Request, req request) {
	d.showSignUp(w, r, req, http.StatusOK, req.loginHint, nil, "")
}

func (d *Domain) showSignUp(w http.ResponseWriter, r *http.Request, req request, status int, name string,
	rules []pool.PasswordRule, problem string) {
	v := d.newView(w, r, "Sign up with a new account")
	v.Name, v.Error, v.Rules = name, problem, rules
	v.Action = req.link("/signup")
	v.Links["login"] = req.link("/login")
	d.show(w, status, "signup", v)
}

// signUp registers and goes on to the code.
func (d *Domain) signUp(w http.ResponseWriter, r *http.Request, req request) {
	name, password := r.PostForm.Get("email"), r.PostForm.Get("password")
	if name == "" {
		name = r.PostForm.Get("username")
	}
	if name == "" || password == "" {
		d.showSignUp(w, r, req, http.StatusBadRequest, name, nil, "Enter an e-mail address and a password.")
		return
	}
	done, err := d.pool.Register(r.Context(), pool.SignUp{ClientID: req.client.ClientId, Name: name, Password: password})
	switch {
	case pool.Is(err, pool.InvalidPassword):
		d.showSignUp(w, r, req, http.StatusBadRequest, name, d.pool.PasswordRules(password), sentence(err))
	case err != nil && done.User.Username == "":
		d.showSignUp(w, r, req, http.StatusBadRequest, name, nil, sentence(err))
	case err != nil:
		d.triggerFailed(w, req, err)
	case done.User.Status == pool.Confirmed:
		d.firstFactorProved(w, r, req, done.User)
	default:
		d.openChallenge(w, r, req, "/confirm", pool.ChallengeSession{Challenge: pool.AwaitsCode, Name: name,
			Proven: true, Delivery: done.Delivery}, codeStepValidity)
	}
}
