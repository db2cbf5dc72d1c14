package main

import (
	"errors"
	"log/slog"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

type account struct {
	web.Deps
	oauth   oauthClient
	tokens  tokenVerifier
	api     userAPI
	seal    seal
	domains signup.Domains
	factors factors
}

// factors says which ways to sign in the user pool offers besides a password.
type factors struct{ authenticator, required, passkeys bool }

func (a account) handler() (http.Handler, error) {
	return web.UserRoutes{
		"GET /account":                        a.overview,
		"GET /account/authorized":             a.authorized,
		"POST /account/lock":                  a.lock,
		"GET /account/password/change":        local(a.page(language.Language.AccountPasswordTitle, a.passwordPage)),
		"POST /account/password/change":       local(a.form(paths.AccountPassword+again, a.changePassword)),
		"GET /account/email":                  local(a.page(language.Language.AccountEmailTitle, a.emailPage)),
		"POST /account/email":                 local(a.form(paths.AccountEmail+again, a.requestEmail)),
		"GET /account/email/code":             local(a.page(language.Language.AccountCodeTitle, a.emailCodePage)),
		"POST /account/email/code":            local(a.form(paths.AccountEmailCode+again, a.verifyEmail)),
		"GET /account/authenticator":          local(a.page(language.Language.AppTitle, a.authenticatorPage)),
		"POST /account/authenticator":         local(a.form(paths.AccountAuthenticator, a.beginAuthenticator)),
		"POST /account/authenticator/confirm": local(a.form(paths.AccountAuthenticator+again, a.confirmAuthenticator)),
		"POST /account/authenticator/remove":  local(a.form(paths.AccountAuthenticator, a.removeAuthenticator)),
		"GET /account/passkeys":               a.page(language.Language.PasskeysTitle, a.passkeysPage),
		"POST /account/passkeys/remove":       a.form(paths.AccountPasskeys, a.removePasskey),
		"GET /account/data":                   a.page(language.Language.AccountYourData, a.dataPage),
		"POST /account/data":                  a.form(paths.AccountData, a.exportData),
	}.Handler(a.Deps)
}

// overview shows what the session's tokens say, and asks nobody: opening it needs no more than the session.
func (a account) overview(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	_, unlocked := a.Cookies(r).Account()
	layout := web.Layout(r, "")
	return web.WritePage(w, r, http.StatusOK, templates.Account(templates.AccountView{
		Layout:        layout,
		Email:         identity.Email(),
		EmailVerified: identity.ID != nil && identity.ID.EmailVerified(),
		Federated:     isFederated(identity),
		SignedInSince: identity.AuthTime(),
		Authenticator: a.factors.authenticator,
		Passkeys:      a.factors.passkeys,
		Unlocked:      unlocked,
		Notice:        notices[a.Cookies(r).TakeAccountChange(w)].In(layout.Language),
	}))
}

// isFederated reports whether a user signs in with another provider: the user name of everybody else is their sub,
// because the pool takes addresses as user names.
func isFederated(identity *auth.Identity) bool {
	return identity.Access.Username() != identity.Subject()
}

// local wraps what is about an address, a password or a factor that the user pool keeps: it has none for users of other
// providers, who are refused before anybody is asked for another sign-in.
func local(next web.UserHandler) web.UserHandler {
	return func(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
		if isFederated(identity) {
			return &web.Failure{Code: web.CodeManagedElsewhere, Reason: "federated"}
		}
		return next(w, r, identity)
	}
}

// What was done, as the cookie holds it that the overview shows it from.
const (
	donePassword         = "secret"
	doneEmail            = "email"
	doneAuthenticatorOn  = "authenticator-on"
	doneAuthenticatorOff = "authenticator-off"
	donePasskey          = "passkey"
	doneLock             = "lock"

	doneSessionsLeft = "sessions-left"
	sessionsEnded    = "-ended" // is added to what was done where all sessions have ended
)

var notices = map[string]language.Func{
	donePassword:         language.Language.AccountDonePassword,
	doneEmail:            language.Language.AccountDoneEmail,
	doneAuthenticatorOn:  language.Language.AppDoneOn,
	doneAuthenticatorOff: language.Language.AppDoneOff,
	donePasskey:          language.Language.PasskeysDone,
	doneLock:             language.Language.AccountDoneLock,

	doneSessionsLeft:             language.Language.AccountDoneSessionsLeft,
	donePassword + sessionsEnded: language.Language.AccountDonePasswordEnded,
	doneEmail + sessionsEnded:    language.Language.AccountDoneEmailEnded,
}

// done redirects to the overview, which says so.
func (a account) done(w http.ResponseWriter, what string) error {
	a.Sessions.RememberAccountChange(w, what)
	web.Redirect(w, paths.Account)
	return nil
}

// lock gives up the authorization of this browser before it expires. With instant sign-out that is recorded, so that a
// copy of the cookie is of no use. Without, no server remembers it: a copy works on for the rest of its ten minutes, in
// the same session alone.
func (a account) lock(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	if !web.HasValidFormToken(r) {
		web.Redirect(w, paths.Account)
		return nil
	}
	if err := a.recordLock(r, identity); err != nil {
		a.Event(r, slog.LevelError, "failure", "account-not-locked", "cause", err.Error())
	}
	a.Sessions.EndAccount(w)
	return a.done(w, doneLock)
}

// recordLock ends what the account client's token belongs to: not the session of the site, which has another origin.
func (a account) recordLock(r *http.Request, identity *auth.Identity) error {
	if a.Revocations == nil {
		return nil
	}
	_, token, err := a.held(r, identity)
	if errors.Is(err, errNotAuthorized) || err == nil && token.OriginJTI() == identity.Access.OriginJTI() {
		return nil
	}
	if err != nil {
		return err
	}
	return a.EndSession(r.Context(), token.OriginJTI(), authorizedFor)
}
