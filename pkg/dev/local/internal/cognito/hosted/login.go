package hosted

import (
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

func (v *visit) fillLogin(shown *view) bool {
	if !v.pool.Configuration().AdminRecovers() {
		shown.Links["forgot"] = v.req.link("/forgotPassword")
	}
	if !v.pool.SignUpOff() {
		shown.Links["signup"] = v.req.link("/signup")
	}
	shown.Passkeys, shown.Choices = v.offers(pool.FactorWebAuthn), v.codeChoices(shown.look)
	shown.TwoForms = !shown.Managed && v.pool.Behaviour.Variant().TwoForms
	if session, live := v.session(); live {
		user, _ := v.pool.User(session.Username) // a live session has one
		shown.Continue = user.Shown()
	}
	shown.Native, shown.Providers = v.req.client.Native(), v.providerLinks(shown.look, shown.Continue != "")
	return true
}

// providerLinks lead to the other places to sign in, past a session that may still be open.
func (v *visit) providerLinks(l look, session bool) []link {
	var links []link
	for _, p := range v.pool.ProvidersOf(v.req.client) {
		q := keep(v.req.query)
		q.Del("idp_identifier")
		q.Set("identity_provider", p.ProviderName)
		if session {
			q.Set("prompt", "login")
		}
		class := "socialButton-customizable"
		if p.ProviderType == "OIDC" || p.ProviderType == "SAML" {
			class = "idpButton-customizable"
		}
		links = append(links, link{l.T("Continue with %s", p.ProviderName), withQuery("/oauth2/authorize", q), class})
	}
	return links
}

// login checks the password. A user whose sign-in is not complete by that goes on to the page that completes it,
// unless the sign-up was never confirmed: the classic pages refuse that and lead nowhere.
func (v *visit) login() error {
	if session, live := v.session(); live && v.r.PostForm.Has("continue") {
		v.returnCode(session)
		return nil
	}
	v.name = ""
	if !v.req.client.Native() {
		return told("Sign in with one of these.")
	}
	v.name = v.field("username", "email")
	if v.r.PostForm.Has("passkey") && v.offers(pool.FactorWebAuthn) {
		return v.askPasskey()
	}
	if factor := v.field("code_by"); v.sendsCodes(factor) {
		return v.sendFirstCode(factor)
	}
	user, err := v.authenticate()
	switch {
	case pool.Is(err, pool.UserNotConfirmed) && user.Username != "" &&
		v.pool.Behaviour.Variant().Unconfirmed == "code-page":
		sent, err := v.pool.EnsureCode(v.r.Context(), v.by(), user.Username)
		if err != nil {
			v.refuseSignIn(v.name, err)
			return nil
		}
		v.open("/confirm", pool.ChallengeSession{Challenge: pool.AwaitsCode, Name: v.name, Proven: true, Delivery: sent},
			codeStepValidity)
	case pool.Is(err, pool.PasswordResetRequired):
		v.open("/confirmforgotPassword", pool.ChallengeSession{Challenge: pool.AwaitsReset, Name: v.name}, codeStepValidity)
	case err != nil:
		v.refuseSignIn(v.name, err)
	case user.Status == pool.ForceChangePassword:
		v.open("/changePassword", pool.ChallengeSession{Challenge: pool.AwaitsNewPassword, Name: user.Username, Proven: true},
			passwordStepValidity)
	default:
		v.firstFactorProved(user)
	}
	return nil
}

// authenticate checks the password of a form, with the functions that the pool asks before that.
func (v *visit) authenticate() (pool.User, error) {
	password := v.field("password")
	err := v.pool.Migrate(v.r.Context(), v.by(), v.name, password)
	if err == nil {
		err = v.pool.PreAuthenticate(v.r.Context(), v.by(), v.name)
	}
	if err != nil {
		return pool.User{}, err
	}
	return v.pool.Authenticate(v.name, password)
}

// refuseSignIn shows the sign-in form to somebody whose sign-in was refused.
func (v *visit) refuseSignIn(name string, err error) {
	v.name = name
	v.showForm("/login", v.pool.Behaviour.Variant().WrongPassword, err)
}

// firstFactorProved goes on after the first factor: a password of the user's own, or what stands for one.
func (v *visit) firstFactorProved(user pool.User) {
	step, needed, err := v.pool.SecondFactor(v.r.Context(), v.by(), user.Username)
	switch {
	case err != nil:
		v.refuseSignIn(user.Shown(), err)
	case needed:
		v.openFactor(step)
	default:
		v.signedIn(user.Username)
	}
}
