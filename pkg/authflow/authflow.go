// Package authflow holds the steps of signing in and out that more than one function takes: starting a flow, reading the
// response to it, exchanging its code for verified tokens, and ending a session. It must not decide who may enter, store
// tokens or hold the client secret, and calls the user pool only through what it is given.
package authflow

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/config"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// Start starts a flow and sends the browser to where it signs in or registers: the address comes from one of the
// client's methods. Of the query it reads return_to, lang, login_hint, idp, prompt, fresh and cookies, each once and
// from an allow-list; nothing else of the request changes the address. What is ignored of these is logged by its
// name.
func Start(d web.Deps, address func(cognito.AuthorizationRequest) string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !web.RedirectsLikeNavigation(r) {
			return web.Fail(web.CodeNotNavigation, nil)
		}
		if own, elsewhere := ownAddress(d, r); elsewhere {
			web.Redirect(w, own)
			return nil
		}
		if answered, err := checkCookies(d, w, r); answered || err != nil {
			return err
		}
		asked := options(d, r)
		if asked.Has(freshParameter) {
			asked.Del(freshParameter) // once is enough
			asked.Set("return_to", web.ReturnTo(r))
			if err := d.Cookies(r).ReauthAfterLogout(w, asked); err != nil {
				asked.Del("return_to")
				return web.NotKept(paths.Login + "?" + asked.Encode() + "&" + freshParameter + "=1")
			}
			web.Redirect(w, cognito.New(d.Config, nil).SignOutURL())
			return nil
		}
		return start{d, w, r, d.Cookies(r), address, signInStarted}.flow(web.ReturnTo(r), asked)
	}
}

// StartAccount starts the flow of the account client for a visitor who is signed in, and returns to a page below
// /account. Cognito's own session stands for the sign-in, so that the browser comes back at once.
func StartAccount(d web.Deps, w http.ResponseWriter, r *http.Request, returnTo string,
	address func(cognito.AuthorizationRequest) string) error {
	return start{d, w, r, d.Cookies(r), address, accountAuthorizationStarted}.flow(returnTo, nil)
}

// Events of flows that are started.
const (
	signInStarted               = "signin.started"
	accountAuthorizationStarted = "account.authorization_started"
)

// Again starts a flow for a visitor whose session has ended on the way to a page that asks for one. Of the query it
// reads return_to.
func Again(d web.Deps, w http.ResponseWriter, r *http.Request, address func(cognito.AuthorizationRequest) string) error {
	return start{d, w, r, d.Cookies(r).WithoutSession(), address, signInStarted}.flow(web.ReturnTo(r), nil)
}

// start is what a flow is started with.
type start struct {
	web.Deps
	w       http.ResponseWriter
	r       *http.Request
	cookies session.Jar
	address func(cognito.AuthorizationRequest) string
	event   string
}

// flow sends the browser to Cognito.
func (s start) flow(returnTo string, asked url.Values) error {
	if !s.cookies.FlowFits(returnTo) && returnTo != paths.Home {
		return web.NotKept(paths.Login + "?" + asked.Encode())
	}
	flow, err := s.cookies.StartFlow(s.w, returnTo)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	if s.r.Method != http.MethodHead { // whose cookie of the flow is not set
		s.Event(s.r, slog.LevelInfo, s.event, "")
	}
	web.Redirect(s.w, s.address(cognito.AuthorizationRequest{
		State: flow.State, Nonce: flow.Nonce, Verifier: flow.Verifier,
		Language: s.language(asked.Get("lang")), Provider: asked.Get("idp"), Prompt: asked.Get("prompt"),
		LoginHint: asked.Get("login_hint"),
	}))
	return nil
}

// language is the language of Cognito's pages: what was asked for, or else what the visitor reads here. Of a visitor who
// reads none of the site's languages nothing is said, because Cognito knows more.
func (s start) language(asked string) string {
	if reads, known := web.LanguageOf(s.r); known && asked == "" {
		asked, _ = language(reads.Code())
	}
	return asked
}

// freshParameter asks for a sign-in that Cognito's own session does not stand in for. "prompt=login" asks for the
// same, but only managed login knows it: the classic pages would send the visitor back as signed in as long ago as
// before. So Cognito's session is ended first.
const freshParameter = "fresh"

// Resume starts the flow that waited for Cognito's session to end, if one did, and reports whether it has answered. It starts here and not at the
// sign-in address, which would ignore some options because the browser comes from Cognito: those of the cookie are the site's own.
func Resume(d web.Deps, w http.ResponseWriter, r *http.Request,
	address func(cognito.AuthorizationRequest) string) (answered bool, err error) {
	asked, pending := d.Cookies(r).TakeReauth(w)
	if !pending {
		return false, nil
	}
	return true, start{d, w, r, d.Cookies(r), address, signInStarted}.flow(web.SafeReturn(asked.Get("return_to")), asked)
}

// ownAddress is where a sign-in begins that was asked for by another name of this machine: at 127.0.0.1, say, while
// BASE_URL is http://localhost:3000. Cognito comes back to BASE_URL, where the browser would not send the cookie of
// the flow. Ports do not count, because cookies ignore them.
//
// A deployed site does not go by the host: behind CloudFront every visitor comes with the API's own.
func ownAddress(d web.Deps, r *http.Request) (address string, elsewhere bool) {
	base, err := url.Parse(d.Config.BaseURL)
	asked := (&url.URL{Host: strings.ToLower(r.Host)}).Hostname()
	if err != nil || !d.Config.Loopback() || !config.IsLoopback(asked) || asked == base.Hostname() {
		return "", false
	}
	return d.Config.BaseURL + (&url.URL{Path: r.URL.Path, RawQuery: r.URL.Query().Encode()}).String(), true
}

// Revoker ends refresh tokens; *cognito.Client is one.
type Revoker interface {
	Revoke(ctx context.Context, refresh sensitive.Text) error
}

// Revoke ends a refresh token as well as it can, and reports whether it has. A failure is logged, and does not keep a
// visitor from signing out.
func Revoke(d web.Deps, r *http.Request, revoker Revoker, refresh sensitive.Text) bool {
	if refresh.Empty() {
		return true
	}
	err := revoker.Revoke(r.Context(), refresh)
	if err != nil {
		d.Event(r, slog.LevelError, "failure", "revoke", "cause", err.Error())
	}
	return err == nil
}

// SignOut signs out of this browser and of Cognito: it clears every cookie and sends the browser to end Cognito's own
// session. It works for any state of the session, or none. The flash cookies are for the page that comes after it;
// they are set last, because clearing deletes those that the browser holds, and of two lines for one cookie the later
// one counts.
func SignOut(d web.Deps, w http.ResponseWriter, r *http.Request, signOutURL string, flash ...func(http.ResponseWriter)) {
	forget(d, w, r)
	for _, set := range flash {
		set(w)
	}
	if r.Header.Get("Sec-Fetch-Mode") == "navigate" {
		web.Redirect(w, LeavePath)
		return
	}
	web.Redirect(w, signOutURL)
}

// forget clears every cookie, and what the browser keeps of private pages.
func forget(d web.Deps, w http.ResponseWriter, r *http.Request) {
	ended, _ := web.SessionOf(d, r)
	d.Cookies(r).SignOut(w, ended.OriginJTI, ended.Validity)
	// Not "cookies": that would sign out of the hosted pages' whole domain, and its sites.
	w.Header().Set("Clear-Site-Data", `"cache"`)
}

// LeavePath is the page that takes a browser from the form that signs out to Cognito's sign-out.
//
// Chromium and WebKit hold every redirect after a form to the form-action of the page that has the form, and drop
// what is not listed without a word: the button of a page that was loaded before Cognito's domain changed, or a
// sign-out that goes on to a SAML provider, would do nothing. What a page itself opens is not held to it. A program
// follows redirects and opens nothing by itself: it is sent to Cognito at once.
//
// Source: https://www.w3.org/TR/CSP3/#directive-form-action
const LeavePath = paths.Logout + "?" + leaveParameter + "=1"

const leaveParameter = "leave"

// Leaves reports whether a request is for LeavePath by a browser that has no session here any more. A link from
// elsewhere ends neither the site's session nor Cognito's.
func Leaves(d web.Deps, r *http.Request) bool {
	return web.IsSet(r, leaveParameter) && web.IsNavigation(r) && !web.IsCrossOrigin(r) && !web.HasSession(d, r)
}
