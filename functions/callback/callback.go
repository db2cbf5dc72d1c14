package main

import (
	"errors"
	"log/slog"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// pool is the part of *cognito.Client that this function uses.
type pool interface {
	authflow.Redeemer
	authflow.Tagger
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
	response, err := authflow.ReadResponse(c.Deps, r.URL.Query())
	switch {
	case err != nil:
		return err
	case response.State == "":
		return response.Failure()
	}
	flow, err := c.Cookies(r).Flow(response.State)
	switch {
	case errors.Is(err, session.ErrFlowExpired):
		c.Sessions.EndFlow(w, response.State)
		return web.WithReturnTo(flow.ReturnTo, web.Fail(web.CodeFlowExpired, err))
	case err != nil && web.SignedIn(c.Deps, r):
		// A reload, or the back button, after the sign-in was completed.
		web.Redirect(w, paths.Home)
		return nil
	case err != nil:
		return web.Fail(web.CodeFlowUnknown, err)
	}
	return web.WithReturnTo(flow.ReturnTo, c.goOn(w, r, response, flow))
}

// goOn continues a flow of this browser with Cognito's response.
func (c callback) goOn(w http.ResponseWriter, r *http.Request, response authflow.Response, flow session.Flow) error {
	if response.Error != "" {
		c.Sessions.EndFlow(w, response.State)
		return response.Failure()
	}
	completion := authflow.Completion{
		Pool: c.pool, Verifier: c.Verifier,
		Keep: func(identity *auth.Identity, tokens cognito.Tokens) error { return c.store(w, r, identity, tokens) },
	}
	if err := completion.Complete(c.Deps, w, r, flow, response.Code); err != nil {
		return err
	}
	c.Event(r, slog.LevelInfo, "signin.completed", "")
	web.Redirect(w, web.SafeReturn(flow.ReturnTo))
	return nil
}

// store replaces the browser's session, including its refresh token.
func (c callback) store(w http.ResponseWriter, r *http.Request, identity *auth.Identity, tokens cognito.Tokens) error {
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
	err := c.Cookies(r).Save(w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, refresh, identity.AuthTime())
	if err != nil {
		return web.Fail(web.CodeSessionTooLarge, err)
	}
	authflow.RevokeStored(c.Deps, r, c.pool)
	return nil
}
