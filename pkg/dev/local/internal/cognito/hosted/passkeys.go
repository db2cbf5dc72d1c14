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
func (v *visit) addPasskeyForm() {
	if session, live := v.browser(v.r); live {
		v.showAddPasskey(session, http.StatusOK, "")
		return
	}
	v.redirect(v.req.link("/login"))
}

func (v *visit) showAddPasskey(session pool.BrowserSession, status int, problem string) {
	shown := v.newView(v.w, v.r, "Add a passkey")
	shown.Error, shown.Action = problem, v.req.link("/passkeys/add")
	options, err := v.pool.BeginPasskey(session.Username, v.req.client.ClientId)
	if err != nil {
		v.fail(v.w, v.r, http.StatusBadRequest, sentence(err))
		return
	}
	written, err := json.Marshal(options)
	if err != nil {
		v.fail(v.w, v.r, http.StatusInternalServerError, sentence(err))
		return
	}
	v.showPasskey(status, "addpasskey", shown, string(written))
}

// showPasskey shows a page whose script hands the options to the browser.
func (v *visit) showPasskey(status int, page string, shown view, options string) {
	shown.Passkey = options
	if atAddress(v.r) {
		shown.Notice = "Browsers keep no passkeys for an IP address. Open this page by the name localhost."
	}
	allowScript(v.w)
	v.show(v.w, status, page, shown)
}

// atAddress says that the pages are open by an IP address, for which browsers keep no passkeys.
func atAddress(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	return err == nil && net.ParseIP(host) != nil
}

// addPasskey keeps the passkey that the browser made, and goes on to the site as after a sign-in.
func (v *visit) addPasskey() {
	session, live := v.browser(v.r)
	switch {
	case !live:
		v.redirect(v.req.link("/login"))
		return
	case v.r.PostForm.Has("skip"):
		v.passkeyDone(session, "No passkey was made")
		return
	}
	err := v.pool.CompletePasskey(session.Username, v.req.client.ClientId, []byte(v.field("credential")))
	if err != nil {
		v.showAddPasskey(session, http.StatusBadRequest, sentence(err))
		return
	}
	v.passkeyDone(session, "Your passkey is ready")
}

// passkeyDone goes on to the site with a code. A request without a state is no sign-in of the site's, which would refuse
// the code: it ends here.
func (v *visit) passkeyDone(session pool.BrowserSession, title string) {
	if v.req.state != "" {
		v.returnCode(session)
		return
	}
	v.show(v.w, http.StatusOK, "confirmed", v.newView(v.w, v.r, title))
}

// askPasskey asks the browser for the passkey of somebody who chose that in the sign-in form.
func (v *visit) askPasskey() error {
	step, err := v.firstFactorStep()
	if err != nil {
		return err
	}
	step, options, err := v.pool.AskPasskey(v.name, step)
	if err != nil {
		return err
	}
	shown := v.newView(v.w, v.r, "Sign in with a passkey")
	shown.Name = v.name
	shown.Action = v.req.step("/passkeys/signin", v.pool.Challenges.Open(step, passwordStepValidity))
	shown.Links["login"] = v.req.link("/login")
	v.showPasskey(http.StatusOK, "passkey", shown, options)
	return nil
}

// passkeySignIn checks the passkey's signature. It can be tried once: a refusal leads back to the sign-in form.
func (v *visit) passkeySignIn() {
	user, err := v.pool.AnswerPasskey(v.handle, []byte(v.field("credential")))
	if err != nil {
		v.refuseSignIn(v.step.Typed, err)
		return
	}
	v.signedIn(user.Username)
}

// passkeySignInForm is where somebody lands who opens that page by its address.
func (v *visit) passkeySignInForm() { v.redirect(v.req.link("/login")) }
