package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// changed reports a change after which whoever else holds a session of this user should lose it. Where the deployment
// has instant sign-out on, all sessions end, this one with them: Cognito's refresh tokens first, then the tokens that
// are still valid. The visitor signs in again, and not by Cognito's own session, whose tokens would name the time of
// the earlier sign-in. Without instant sign-out the browser goes on to next.
func (a account) changed(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text,
	what, next string) error {
	if a.Revocations == nil {
		a.Sessions.RememberAccountChange(w, what)
		web.Redirect(w, next)
		return nil
	}
	if err := a.endSessions(r.Context(), identity, token); err != nil {
		// The change is made, so that the page says both: what was done, and what was not.
		a.Event(r, slog.LevelError, "failure", "sessions-not-ended", "cause", err.Error())
		return a.done(w, doneSessionsLeft)
	}
	a.Sessions.EndAccount(w)
	a.Sessions.RememberAccountChange(w, what+sessionsEnded)
	web.Redirect(w, paths.Login+"?fresh=1&return_to="+url.QueryEscape(paths.Account))
	return nil
}

func (a account) endSessions(ctx context.Context, identity *auth.Identity, token sensitive.Text) error {
	ctx, cancel := context.WithTimeout(ctx, callsTimeout)
	defer cancel()
	if err := a.api.SignOutEverywhere(ctx, token); err != nil {
		return err
	}
	return a.EndUser(ctx, identity.Subject(), identity)
}
