package hosted

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// How long the steps after the sign-in form stay open. Cognito gives up on a prompt after five minutes; a code
// that comes by mail needs longer.
const (
	codeStepValidity     = time.Hour
	passwordStepValidity = 5 * time.Minute
)

func (d *Domain) loginForm(w http.ResponseWriter, r *http.Request, req request) {
	d.showLogin(w, r, req, http.StatusOK, req.loginHint, "")
}

func (d *Domain) showLogin(w http.ResponseWriter, r *http.Request, req request, status int, name, problem string) {
	v := d.newView(w, r, "Sign in")
	v.Name, v.Error = name, problem
	v.Action = req.link("/login")
	if !d.pool.Configuration().AdminRecovers() {
		v.Links["forgot"] = req.link("/forgotPassword")
	}
	if !d.pool.SignUpOff() {
		v.Links["signup"] = req.link("/signup")
	}
	v.Passkeys, v.Choices = d.offers(v.look, req, pool.FactorWebAuthn), d.codeChoices(v.look, req)
	v.Notice, v.TwoForms = noticeOf(r), !v.Managed && d.pool.Behaviour.Variant().TwoForms
	if session, live := d.browser(r); live && !slices.Contains(req.prompt, "login") {
		user, _ := d.pool.User(session.Username) // a live session has one
		v.Continue = user.Shown()
	}
	v.Native, v.Providers = req.client.Native(), d.providerLinks(v.look, req, v.Continue != "")
	d.show(w, status, "login", v)
}

// providerLinks lead to the other places to sign in, past a session that may still be open.
func (d *Domain) providerLinks(l look, req request, session bool) []link {
	var links []link
	for _, p := range d.pool.ProvidersOf(req.client) {
		q := keep(req.query)
		q.Del("idp_identifier")
		q.Set("identity_provider", p.ProviderName)
		if session {
			q.Set("prompt", "login")
		}
		class := "socialButton-customizable"
		if p.ProviderType == "OIDC" || p.ProviderType == "SAML" {
			class = "idpButton-customizable"
		}
		links = append(links, link{l.T("Continue with %s", p.ProviderName), "/oauth2/authorize?" + q.Encode(), class})
	}
	return links
}

// noticeOf is what a page says about the step that led to it.
func noticeOf(r *http.Request) string {
	switch r.URL.Query().Get("notice") {
	case "sent":
		return "A new code has been sent."
	case "password-changed":
		return "Your password has been changed. Sign in with the new one."
	case "over":
		return "That step is over: it took too long, or it was finished already. Please begin again."
	}
	return ""
}

// login checks the password. A user whose sign-in is not complete by that goes on to the page that completes it,
// unless the sign-up was never confirmed: the classic pages refuse that and lead nowhere.
func (d *Domain) login(w http.ResponseWriter, r *http.Request, req request) {
	if session, live := d.browser(r); live && r.PostForm.Has("continue") && !slices.Contains(req.prompt, "login") {
		d.returnCode(w, r, req, session)
		return
	}
	if !req.client.Native() {
		d.showLogin(w, r, req, http.StatusBadRequest, "", "Sign in with one of these.")
		return
	}
	name := r.PostForm.Get("username")
	if name == "" {
		name = r.PostForm.Get("email")
	}
	if look := d.lookOf(r); r.PostForm.Has("passkey") && d.offers(look, req, pool.FactorWebAuthn) {
		d.askPasskey(w, r, req, name)
		return
	} else if factor := r.PostForm.Get("code_by"); d.sendsCodes(look, req, factor) {
		d.sendFirstCode(w, r, req, factor, name)
		return
	}
	variant := d.pool.Behaviour.Variant()
	user, err := d.authenticate(r, req, name)
	switch {
	case pool.Is(err, pool.UserNotConfirmed) && user.Username != "" && variant.Unconfirmed == "code-page":
		sent, err := d.pool.EnsureCode(r.Context(), req.by(), user.Username)
		if err != nil {
			d.showLogin(w, r, req, variant.WrongPassword, name, sentence(err))
			return
		}
		d.openChallenge(w, r, req, "/confirm", pool.ChallengeSession{Challenge: pool.AwaitsCode, Name: name,
			Proven: true, Delivery: sent}, codeStepValidity)
	case pool.Is(err, pool.PasswordResetRequired):
		d.openChallenge(w, r, req, "/confirmforgotPassword", pool.ChallengeSession{Challenge: pool.AwaitsReset,
			Name: name}, codeStepValidity)
	case err != nil:
		d.showLogin(w, r, req, variant.WrongPassword, name, sentence(err))
	case user.Status == pool.ForceChangePassword:
		d.openChallenge(w, r, req, "/changePassword", pool.ChallengeSession{Challenge: pool.AwaitsNewPassword,
			Name: user.Username, Proven: true}, passwordStepValidity)
	default:
		d.firstFactorProved(w, r, req, user)
	}
}

// authenticate checks the password of a form, with the functions that the pool asks before that.
func (d *Domain) authenticate(r *http.Request, req request, name string) (pool.User, error) {
	password := r.PostForm.Get("password")
	err := d.pool.Migrate(r.Context(), req.by(), name, password)
	if err == nil {
		err = d.pool.PreAuthenticate(r.Context(), req.by(), name)
	}
	if err != nil {
		return pool.User{}, err
	}
	return d.pool.Authenticate(name, password)
}

// firstFactorProved goes on after the first factor: a password of the user's own, or what stands for one.
func (d *Domain) firstFactorProved(w http.ResponseWriter, r *http.Request, req request, user pool.User) {
	step, needed, err := d.pool.SecondFactor(r.Context(), req.by(), user.Username)
	switch {
	case err != nil:
		d.showLogin(w, r, req, d.pool.Behaviour.Variant().WrongPassword, user.Shown(), sentence(err))
	case needed:
		d.openFactor(w, r, req, step)
	default:
		d.signedIn(w, r, req, user.Username)
	}
}

// sentence is what a visitor reads about a refusal.
func sentence(err error) string {
	var refused *pool.Error
	if errors.As(err, &refused) {
		return refused.Message
	}
	return "Something went wrong. Try again."
}

// stepCookie repeats the handle of the open step, for a client that posts to the page without its query.
const stepCookie = "cognito-attempt"

// openChallenge opens a step and sends the browser to its page.
func (d *Domain) openChallenge(w http.ResponseWriter, r *http.Request, req request, path string,
	step pool.ChallengeSession, validity time.Duration) {
	step.ClientID, step.Hosted = req.client.ClientId, true
	handle := d.pool.Challenges.Open(step, validity)
	d.setCookie(w, stepCookie, handle, validity)
	redirect(w, req.step(path, handle))
}

// challenge finds the open step of a page; without one it sends the browser to the given page to begin again, and
// says why to somebody who had begun.
func (d *Domain) challenge(w http.ResponseWriter, r *http.Request, req request, challenge pool.Challenge,
	orElse string) (string, pool.ChallengeSession, bool) {
	handle := stepHandle(r)
	step, ok := d.pool.Challenges.Find(handle, challenge)
	if !ok || !step.Hosted || step.ClientID != req.client.ClientId {
		d.beginAgain(w, req, handle, orElse)
		return "", pool.ChallengeSession{}, false
	}
	return handle, step, true
}

func stepHandle(r *http.Request) string {
	if handle := r.URL.Query().Get("attempt"); handle != "" {
		return handle
	}
	if c, err := r.Cookie(stepCookie); err == nil {
		return c.Value
	}
	return ""
}

// beginAgain sends the browser to where a step begins, and says why to somebody who had begun.
func (d *Domain) beginAgain(w http.ResponseWriter, req request, handle, page string) {
	begin := req.link(page)
	if handle != "" {
		begin += "&notice=over"
	}
	redirect(w, begin)
}

func (d *Domain) closeChallenge(w http.ResponseWriter, handle string) {
	d.pool.Challenges.Close(handle)
	d.clearCookie(w, stepCookie)
}
