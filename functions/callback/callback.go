package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// pool is the part of *cognito.Client that this function uses.
type pool interface {
	authflow.Pool
	Redeem(ctx context.Context, code, verifier sensitive.Text) (cognito.Tokens, error)
}

type callback struct {
	web.Deps
	pool pool
}

func (c callback) handler() (http.Handler, error) {
	return web.Routes{"GET /auth/callback": c.serve}.Handler(c.Deps)
}

// serve checks in this order: the shape of the parameters, the flow that the state belongs to, the error that Cognito
// reports, the code. Cognito is not called before the flow is known to be this browser's own (RFC 9700 section 4.7).
func (c callback) serve(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	state := query.Get("state")
	switch {
	case repeats(query) || c.foreignIssuer(query):
		return web.Fail(web.CodeCallbackMalformed, nil)
	case !query.Has("state") && query.Has("error"):
		return web.Claimed(failureWithoutState(query.Get("error"), query.Get("error_description")))
	case !isState(state):
		return web.Fail(web.CodeCallbackMalformed, nil)
	}
	flow, err := c.Cookies(r).Flow(state)
	switch {
	case errors.Is(err, session.ErrFlowExpired):
		c.Sessions.EndFlow(w, state)
		return web.WithReturnTo(flow.ReturnTo, web.Fail(web.CodeFlowExpired, err))
	case err != nil && web.SignedIn(c.Deps, r):
		// A reload, or the back button, after the sign-in was completed.
		web.Redirect(w, "/")
		return nil
	case err != nil:
		return web.Fail(web.CodeFlowUnknown, err)
	}
	return web.WithReturnTo(flow.ReturnTo, c.goOn(w, r, query, flow))
}

// goOn continues a flow of this browser with Cognito's response.
func (c callback) goOn(w http.ResponseWriter, r *http.Request, query url.Values, flow session.Flow) error {
	if reported := query.Get("error"); reported != "" {
		c.Sessions.EndFlow(w, flow.State.Reveal())
		return web.Claimed(failureReported(reported, query.Get("error_description")))
	}
	code := query.Get("code")
	if !isCode(code) {
		return web.Fail(web.CodeCallbackMalformed, nil)
	}
	return c.finish(w, r, flow, sensitive.New(code))
}

// foreignIssuer reports a response whose issuer is not the user pool (RFC 9207, section 2.4).
func (c callback) foreignIssuer(query url.Values) bool {
	return query.Has("iss") && query.Get("iss") != c.Config.Issuer
}

// finish exchanges a code for a session. If the endpoint does not respond, the flow stays, so that a reload can try
// again; any definite response ends it.
func (c callback) finish(w http.ResponseWriter, r *http.Request, flow session.Flow, code sensitive.Text) error {
	if r.Method == http.MethodHead { // would use up the code of the visitor's own request
		return web.Fail(web.CodeNotNavigation, nil)
	}
	tokens, err := c.pool.Redeem(r.Context(), code, flow.Verifier)
	switch {
	case errors.Is(err, cognito.ErrGrant):
		c.Sessions.EndFlow(w, flow.State.Reveal())
		return web.Fail(web.CodeCodeRefused, err)
	case errors.Is(err, cognito.ErrClient):
		return web.Fail(web.CodeClientRefused, err)
	case err != nil:
		return web.Fail(web.CodeUnavailable, err)
	}
	c.Sessions.EndFlow(w, flow.State.Reveal())
	if err := c.store(w, r, flow, tokens); err != nil {
		// Tokens that are not stored must not stay valid.
		authflow.Revoke(c.Deps, r, c.pool, tokens.Refresh)
		return err
	}
	c.Event(r, slog.LevelInfo, "signin.completed", "")
	w.Header().Set("Referrer-Policy", "no-referrer") // this page's own address holds the code
	web.Redirect(w, web.SafeReturn(flow.ReturnTo))
	return nil
}

// store verifies the tokens and replaces the browser's session, including its refresh token.
func (c callback) store(w http.ResponseWriter, r *http.Request, flow session.Flow, tokens cognito.Tokens) error {
	identity, err := c.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	if err != nil {
		return notVerified(err)
	}
	if !identity.ID.IssuedWith(tokens.Access.Reveal()) {
		return &web.Failure{Code: web.CodeTokensRefused, Reason: "at_hash"}
	}
	if subtle.ConstantTimeCompare([]byte(identity.ID.Nonce()), []byte(flow.Nonce.Reveal())) != 1 {
		return web.Fail(web.CodeNonceMismatch, nil)
	}
	if c.Sessions.PastAbsoluteTimeout(identity.AuthTime()) {
		// Cognito's own session is older than the site's may be: a session that ends before it begins would cause a
		// redirect loop.
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "outlived"}
	}
	if c.Cookies(r).IsSignedOut(identity.Access.OriginJTI()) {
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "signed-out"}
	}
	if web.HasEnded(c.Deps, r, identity) {
		// Cognito's own session began before all of the user's sessions were ended.
		return &web.Failure{Code: web.CodeReauthenticate, Reason: "revoked"}
	}
	refresh := authflow.Tagged(r.Context(), c.pool, tokens.Refresh)
	err = c.Cookies(r).Save(w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, refresh, identity.AuthTime())
	if err != nil {
		return web.Fail(web.CodeSessionTooLarge, err)
	}
	authflow.RevokeStored(c.Deps, r, c.pool)
	return nil
}

// notVerified is the failure of tokens that the verifier rejects. Tokens that are too large for it would not fit into
// cookies either, and the user is told so.
func notVerified(err error) error {
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
