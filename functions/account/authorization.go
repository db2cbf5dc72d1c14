package main

import (
	"errors"
	"log/slog"
	"net/http"
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
	token, _, err := a.held(r, identity)
	return token, err
}

// held is authorization, and what the token says.
func (a account) held(r *http.Request, identity *auth.Identity) (sensitive.Text, *auth.AccessToken, error) {
	none := sensitive.Text{}
	sealed, held := a.Cookies(r).Account()
	if !held {
		return none, nil, errNotAuthorized
	}
	token, err := a.seal.open(r.Context(), sealed, bindingOf(identity))
	if errors.Is(err, errNotSealedHere) {
		a.Event(r, slog.LevelWarn, "token.invalid", "account-seal")
		return none, nil, errNotAuthorized
	}
	if err != nil {
		return none, nil, web.Fail(web.CodeBusy, err)
	}
	verified, err := a.tokens.VerifyAccess(r.Context(), token.Reveal())
	if errors.Is(err, auth.ErrUnavailable) {
		return none, nil, web.Fail(web.CodeKeysUnavailable, err)
	}
	if err != nil || !a.authorizes(verified, identity, freshFor+authorizedFor) {
		return none, nil, errNotAuthorized
	}
	ended, err := a.SessionHasEnded(r, verified)
	if err != nil {
		return none, nil, err
	}
	if ended {
		return none, nil, errNotAuthorized
	}
	return token, verified, nil
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
	response, err := authflow.ReadResponse(a.Deps, r.URL.Query())
	switch {
	case err != nil:
		return err
	case response.State == "":
		return response.Failure()
	}
	flow, err := a.Cookies(r).Flow(response.State)
	switch {
	case errors.Is(err, session.ErrFlowExpired):
		a.Sessions.EndFlow(w, response.State)
		return web.WithReturnTo(paths.Account, web.Fail(web.CodeFlowExpired, err))
	case err != nil: // a reload, or a flow that is not this browser's
		web.Redirect(w, paths.Account)
		return nil
	case response.Error != "":
		a.Sessions.EndFlow(w, response.State)
		return web.WithReturnTo(paths.Account, response.Failure())
	}
	back := paths.Account
	if path := web.SafeReturn(flow.ReturnTo); strings.HasPrefix(path, paths.Account+"/") {
		back = path
	}
	completion := authflow.Completion{
		Pool: a.oauth, Verifier: a.tokens,
		Keep: func(got *auth.Identity, tokens cognito.Tokens) error {
			return a.keep(w, r, identity, got, tokens.Access)
		},
	}
	if err := completion.Complete(a.Deps, w, r, flow, response.Code); err != nil {
		return web.WithReturnTo(back, err)
	}
	a.Event(r, slog.LevelInfo, "account.authorized", "")
	separator := "?"
	if strings.Contains(back, "?") {
		separator = "&"
	}
	web.Redirect(w, back+separator+returnedParameter+"=1")
	return nil
}

// keep stores an access token of the session's user, sealed. Its refresh token is forgotten here: it would be valid for
// an hour at least if it were stored somewhere to be revoked later.
func (a account) keep(w http.ResponseWriter, r *http.Request, identity, got *auth.Identity, access sensitive.Text) error {
	switch {
	case got.Subject() != identity.Subject(): // Cognito's session is of another user than the site's
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "subject"}
	case !got.Access.HasScope(cognito.ScopeOwnUser):
		return &web.Failure{Code: web.CodeMisconfigured, Reason: "scope"}
	case !a.authorizes(got.Access, identity, freshFor+onTheWay):
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "auth_time"}
	}
	sealed, err := a.seal.close(r.Context(), access, bindingOf(identity))
	if err != nil {
		return web.Fail(web.CodeUnavailable, err)
	}
	age := min(authorizedFor, got.Access.ExpiresAt().Sub(a.Now()))
	if err := a.Cookies(r).SaveAccount(w, sealed, max(age, time.Second)); err != nil {
		return web.Fail(web.CodeSessionTooLarge, err)
	}
	return nil
}
