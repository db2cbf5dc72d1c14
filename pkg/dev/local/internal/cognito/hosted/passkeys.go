package hosted

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The pages with passkeys are the only ones with a script: a browser hands passkeys to nothing else.

// allowScript lets the page run the domain's own script.
func allowScript(w http.ResponseWriter) {
	policy := w.Header().Get("Content-Security-Policy")
	w.Header().Set("Content-Security-Policy", strings.Replace(policy, "default-src 'none';",
		"default-src 'none'; script-src 'self';", 1))
}

// addPasskeyForm offers a passkey to whose session the browser has; without one, the sign-in form.
func (d *Domain) addPasskeyForm(w http.ResponseWriter, r *http.Request, req request) {
	session, live := d.browser(r)
	if !live {
		redirect(w, req.link("/login"))
		return
	}
	d.showAddPasskey(w, r, req, session, http.StatusOK, "")
}

func (d *Domain) showAddPasskey(w http.ResponseWriter, r *http.Request, req request, session pool.BrowserSession,
	status int, problem string) {
	v := d.newView(w, r, "Add a passkey")
	v.Error, v.Action = problem, req.link("/passkeys/add")
	options, err := d.pool.BeginPasskey(session.Username, req.client.ClientId)
	if err != nil {
		d.fail(w, r, http.StatusBadRequest, sentence(err))
		return
	}
	written, err := json.Marshal(options)
	if err != nil {
		d.fail(w, r, http.StatusInternalServerError, sentence(err))
		return
	}
	d.showPasskey(w, r, status, "addpasskey", v, string(written))
}

// showPasskey shows a page whose script hands the options to the browser.
func (d *Domain) showPasskey(w http.ResponseWriter, r *http.Request, status int, page string, v view, options string) {
	v.Passkey = options
	if atAddress(r) {
		v.Notice = "Browsers keep no passkeys for an IP address. Open this page by the name localhost."
	}
	allowScript(w)
	d.show(w, status, page, v)
}

// atAddress says that the pages are open by an IP address, for which browsers keep no passkeys.
func atAddress(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	return err == nil && net.ParseIP(host) != nil
}

// addPasskey keeps the passkey that the browser made, and goes on to the site as after a sign-in.
func (d *Domain) addPasskey(w http.ResponseWriter, r *http.Request, req request) {
	session, live := d.browser(r)
	if !live {
		redirect(w, req.link("/login"))
		return
	}
	if r.PostForm.Has("skip") {
		d.passkeyDone(w, r, req, session, "No passkey was made")
		return
	}
	if err := d.pool.CompletePasskey(session.Username, req.client.ClientId,
		[]byte(r.PostForm.Get("credential"))); err != nil {
		d.showAddPasskey(w, r, req, session, http.StatusBadRequest, sentence(err))
		return
	}
	d.passkeyDone(w, r, req, session, "Your passkey is ready")
}

// passkeyDone goes on to the site with a code. A request without a state is no sign-in of the site's, which would refuse
// the code: it ends here.
func (d *Domain) passkeyDone(w http.ResponseWriter, r *http.Request, req request, session pool.BrowserSession, title string) {
	if req.state != "" {
		d.returnCode(w, r, req, session)
		return
	}
	d.show(w, http.StatusOK, "confirmed", d.newView(w, r, title))
}

// askPasskey asks the browser for the passkey of somebody who chose that in the sign-in form.
func (d *Domain) askPasskey(w http.ResponseWriter, r *http.Request, req request, name string) {
	step, ok := d.firstFactorStep(w, r, req, name)
	if !ok {
		return
	}
	step, options, err := d.pool.AskPasskey(name, step)
	if err != nil {
		d.showLogin(w, r, req, http.StatusBadRequest, name, sentence(err))
		return
	}
	v := d.newView(w, r, "Sign in with a passkey")
	v.Name, v.Action = name, req.step("/passkeys/signin", d.pool.Challenges.Open(step, passwordStepValidity))
	v.Links["login"] = req.link("/login")
	d.showPasskey(w, r, http.StatusOK, "passkey", v, options)
}

// passkeySignIn checks the passkey's signature. It can be tried once: a refusal leads back to the sign-in form.
func (d *Domain) passkeySignIn(w http.ResponseWriter, r *http.Request, req request, handle string,
	step pool.ChallengeSession) {
	user, err := d.pool.AnswerPasskey(handle, []byte(r.PostForm.Get("credential")))
	if err != nil {
		d.showLogin(w, r, req, d.pool.Behaviour.Variant().WrongPassword, step.Typed, sentence(err))
		return
	}
	d.signedIn(w, r, req, user.Username)
}

// passkeySignInForm is where somebody lands who opens that page by its address.
func (d *Domain) passkeySignInForm(w http.ResponseWriter, r *http.Request, req request) {
	redirect(w, req.link("/login"))
}
