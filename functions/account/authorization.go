package main

import (
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// How recent a sign-in is that may begin an authorization, as for deleting the account, and how long an authorization
// lasts: long enough to install an app or to wait for a mail.
const (
	freshFor      = 5 * time.Minute
	authorizedFor = 10 * time.Minute
	onTheWay      = time.Minute // from the page to Cognito and back
)

// handler is the handler of a page or a form, with a token that authorizes the calls of the visitor's own user.
type handler func(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error

// page wraps a page that needs an authorization. Without one it starts the flow, or asks for another sign-in first.
func (a account) page(heading language.Func, show handler) web.UserHandler {
	return func(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
		token, err := a.authorization(r, identity)
		switch {
		case err == nil:
			return show(w, r, identity, token)
		case !errors.Is(err, errNotAuthorized):
			return err
		case a.Now().Sub(identity.AuthTime()) > freshFor || web.IsSet(r, returnedParameter):
			layout := web.Layout(r, "")
			return web.WritePage(w, r, http.StatusOK, templates.AccountLocked(templates.AccountLockedView{
				Layout: layout, Heading: heading.In(layout.Language), ReturnTo: here(r),
			}))
		case !web.RedirectsLikeNavigation(r):
			return web.Fail(web.CodeNotNavigation, nil)
		}
		return authflow.StartAccount(a.Deps, w, r, here(r), a.oauth.AuthorizeURL)
	}
}

// returnedParameter says that the flow has ended at this page: if the authorization is missing all the same, another
// flow would end here again.
const returnedParameter = "authorized"

// A page that a form leads back to without having been carried out says that it has to be filled in again: nothing of it
// is kept. The parameter is part of the page's address on the way through a sign-in, too.
const (
	againParameter = "again"
	again          = "?" + againParameter + "=1"
)

// here returns the address of a page, to come back to.
func here(r *http.Request) string {
	if web.IsSet(r, againParameter) {
		return r.URL.Path + again
	}
	return r.URL.Path
}

// form wraps what handles a form of a page. A form without the token of this session is redirected to the page.
func (a account) form(page string, handle handler) web.UserHandler {
	return func(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
		if !web.HasValidFormToken(r) {
			web.Redirect(w, page)
			return nil
		}
		token, err := a.authorization(r, identity)
		if errors.Is(err, errNotAuthorized) {
			return web.WithReturnTo(page, &web.Failure{Code: web.CodeReauthenticate, Reason: "account"})
		}
		if err != nil {
			return web.WithReturnTo(page, err)
		}
		return handle(w, r, identity, token)
	}
}

var errNotAuthorized = errors.New("the visitor has no authorization for the account")

// authorization returns the token that the browser holds for this session. It returns errNotAuthorized for none, for one
// of another session, and for one that is no longer good.
func (a account) authorization(r *http.Request, identity *auth.Identity) (sensitive.Text, error) {
	sealed, held := a.Cookies(r).Account()
	if !held {
		return sensitive.Text{}, errNotAuthorized
	}
	token, err := a.seal.open(r.Context(), sealed, bindingOf(identity))
	if errors.Is(err, errNotSealedHere) {
		a.Event(r, slog.LevelWarn, "token.invalid", "account-seal")
		return sensitive.Text{}, errNotAuthorized
	}
	if err != nil {
		return sensitive.Text{}, web.Fail(web.CodeBusy, err)
	}
	verified, err := a.tokens.VerifyAccess(r.Context(), token.Reveal())
	if errors.Is(err, auth.ErrUnavailable) {
		return sensitive.Text{}, web.Fail(web.CodeKeysUnavailable, err)
	}
	if err != nil || !a.authorizes(verified, identity, freshFor+authorizedFor) {
		return sensitive.Text{}, errNotAuthorized
	}
	return token, nil
}

// authorizes reports whether a verified access token of the account client is the visitor's own, may do what these pages
// do, is of a recent sign-in, and recent itself, however long the pool lets it be valid.
func (a account) authorizes(token *auth.AccessToken, identity *auth.Identity, signedInFor time.Duration) bool {
	now := a.Now()
	return token.Subject() == identity.Subject() && token.HasScope(cognito.ScopeOwnUser) &&
		now.Sub(token.AuthTime()) <= signedInFor && now.Sub(token.IssuedAt()) <= authorizedFor
}

// bindingOf identifies the session by what all its tokens share, so that a refresh does not end an authorization and
// another sign-in does.
func bindingOf(identity *auth.Identity) string {
	return identity.Access.OriginJTI() + "\n" + identity.Subject()
}

// authorized completes the flow, as the function callback completes that of a sign-in.
func (a account) authorized(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	query := r.URL.Query()
	state := one(query, "state")
	if state == "" || one(query, "code") == "" && one(query, "error") == "" {
		return web.Fail(web.CodeCallbackMalformed, nil)
	}
	flow, err := a.Cookies(r).Flow(state)
	switch {
	case errors.Is(err, session.ErrFlowExpired):
		a.Sessions.EndFlow(w, state)
		return web.WithReturnTo(paths.Account, web.Fail(web.CodeFlowExpired, err))
	case err != nil: // a reload, or a flow that is not this browser's
		web.Redirect(w, paths.Account)
		return nil
	case r.Method == http.MethodHead: // would use up the code of the visitor's own request
		return web.Fail(web.CodeNotNavigation, nil)
	}
	back := paths.Account
	if path := web.SafeReturn(flow.ReturnTo); strings.HasPrefix(path, paths.Account+"/") {
		back = path
	}
	if query.Has("error") {
		a.Sessions.EndFlow(w, state)
		return web.WithReturnTo(paths.Account, web.Claimed(reported(query)))
	}
	if err := a.finish(w, r, identity, flow, sensitive.New(one(query, "code"))); err != nil {
		return web.WithReturnTo(back, err)
	}
	a.Event(r, slog.LevelInfo, "account.authorized", "")
	w.Header().Set("Referrer-Policy", "no-referrer") // this page's own address holds the code
	separator := "?"
	if strings.Contains(back, "?") {
		separator = "&"
	}
	web.Redirect(w, back+separator+returnedParameter+"=1")
	return nil
}

// maxParameter is the length in bytes of the longest parameter that is read.
const maxParameter = 512

// one returns the value of a parameter that appears once, and "" for any other.
func one(query url.Values, name string) string {
	values := query[name]
	if len(values) != 1 || len(values[0]) > maxParameter {
		return ""
	}
	return values[0]
}

// reported returns the failure for an error that Cognito reports: a scope that the account client does not have is a
// wrong setting.
func reported(query url.Values) error {
	said := query.Get("error") + " " + query.Get("error_description")
	switch {
	case strings.Contains(said, "access_denied"):
		return web.Fail(web.CodeProviderDenied, nil)
	case strings.Contains(said, "invalid_scope"), strings.Contains(said, "unauthorized_client"):
		return &web.Failure{Code: web.CodeMisconfigured, Reason: "account-client"}
	}
	return web.Fail(web.CodeProviderFailed, nil)
}

// finish exchanges the code for tokens, and keeps the access token only.
func (a account) finish(w http.ResponseWriter, r *http.Request, identity *auth.Identity, flow session.Flow, code sensitive.Text) error {
	tokens, err := a.oauth.Redeem(r.Context(), code, flow.Verifier)
	switch {
	case errors.Is(err, cognito.ErrGrant):
		a.Sessions.EndFlow(w, flow.State.Reveal())
		return web.Fail(web.CodeCodeRefused, err)
	case errors.Is(err, cognito.ErrClient):
		return web.Fail(web.CodeClientRefused, err)
	case err != nil:
		return web.Fail(web.CodeUnavailable, err)
	}
	a.Sessions.EndFlow(w, flow.State.Reveal())
	if err := a.keep(w, r, identity, flow, tokens); err != nil {
		// It ends the access token, too. One that is kept is left to expire: its refresh token is forgotten here, and would
		// be valid for an hour at least if it were stored somewhere to be revoked later.
		authflow.Revoke(a.Deps, r, a.oauth, tokens.Refresh)
		return err
	}
	return nil
}

// keep verifies the tokens against the flow and the session, and stores the access token, sealed.
func (a account) keep(w http.ResponseWriter, r *http.Request, identity *auth.Identity, flow session.Flow, tokens cognito.Tokens) error {
	got, err := a.tokens.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	if err != nil {
		code := web.CodeTokensRefused
		switch {
		case errors.Is(err, auth.ErrUnavailable):
			code = web.CodeProviderUnavailable
		case errors.Is(err, auth.ErrNotYet):
			code = web.CodeClockBehind
		case auth.Reason(err) == "size":
			code = web.CodeSessionTooLarge
		}
		return &web.Failure{Code: code, Reason: auth.Reason(err), Cause: err}
	}
	switch {
	case !got.ID.IssuedWith(tokens.Access.Reveal()):
		return &web.Failure{Code: web.CodeTokensRefused, Reason: "at_hash"}
	case subtle.ConstantTimeCompare([]byte(got.ID.Nonce()), []byte(flow.Nonce.Reveal())) != 1:
		return web.Fail(web.CodeNonceMismatch, nil)
	case got.Subject() != identity.Subject(): // Cognito's session is of another user than the site's
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "subject"}
	case !got.Access.HasScope(cognito.ScopeOwnUser):
		return &web.Failure{Code: web.CodeMisconfigured, Reason: "scope"}
	case !a.authorizes(got.Access, identity, freshFor+onTheWay):
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "auth_time"}
	}
	sealed, err := a.seal.close(r.Context(), tokens.Access, bindingOf(identity))
	if err != nil {
		return web.Fail(web.CodeUnavailable, err)
	}
	age := min(authorizedFor, got.Access.ExpiresAt().Sub(a.Now()))
	if err := a.Cookies(r).SaveAccount(w, sealed, max(age, time.Second)); err != nil {
		return web.Fail(web.CodeSessionTooLarge, err)
	}
	return nil
}
