package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
)

// pool is what is asked of the user pool's domain.
type pool interface {
	authflow.Revoker
	Refresh(ctx context.Context, refresh sensitive.Text) (cognito.Tokens, error)
	AuthorizeURL(cognito.Attempt) string
}

type refresh struct {
	web.Deps
	pool pool
	wait func(ctx context.Context, d time.Duration)
}

func (f refresh) handler() http.Handler {
	return web.Only(f.Deps, http.MethodGet, web.Handle(f.Deps, f.serve))
}

// serve answers a navigation with a redirect. The page that it leads to says what came of it: signed in, anonymous, or "try again in a moment".
// Only a session that no longer fits into cookies has no such page, and is a failure here.
func (f refresh) serve(w http.ResponseWriter, r *http.Request) error {
	if !web.IsNavigation(r) {
		return web.Fail(web.CodeNotNavigation, nil)
	}
	returnTo := web.ReturnTo(r)
	if web.Fresh(f.Deps, r) {
		// Another tab was faster. Refreshing once more would only make the other tabs' tokens old again.
		web.Redirect(w, returnTo)
		return nil
	}
	stored, ok := f.Cookies(r).RefreshToken()
	if !ok {
		return f.end(w, r, returnTo, "no-refresh-token")
	}
	if _, presence := f.Cookies(r).Tokens(); presence != session.Present && web.FromElsewhere(r) {
		// Another host of the domain can plant a refresh token, but not the other two, whose prefix forbids it. Alone, and by a link from elsewhere, it
		// would sign the visitor in as somebody else. The three are stored together and end together, so that no page sends anybody here like this.
		authflow.Revoke(f.Deps, r, f.pool, stored.Value)
		return f.end(w, r, returnTo, "no-session")
	}
	if f.Sessions.PastIdleTimeout(stored) {
		authflow.Revoke(f.Deps, r, f.pool, stored.Value)
		return f.end(w, r, returnTo, "idle")
	}
	if f.Cookies(r).IsRefused(stored) {
		// No other tab has won meanwhile. Asking Cognito once more would only leave a late winner more time to lose its cookies to this answer.
		return f.end(w, r, returnTo, "refused")
	}
	tokens, err := f.pool.Refresh(r.Context(), stored.Value)
	switch {
	case errors.Is(err, cognito.ErrGrant):
		f.refused(w, r, returnTo, stored)
	case errors.Is(err, cognito.ErrClient):
		f.pause(w, r, returnTo, string(web.CodeClientRefused), err)
	case err != nil:
		f.pause(w, r, returnTo, string(web.CodeUnavailable), err)
	default:
		return f.store(w, r, returnTo, stored, tokens)
	}
	return nil
}

// secondLook is how long the loser of a race between two tabs waits before it looks again: the winner's cookies are then in the browser.
const secondLook = 400 * time.Millisecond

// refused is for a refresh token that Cognito does not take. With rotation the second of two tabs is refused though all is well, so it looks again
// before the session is ended: then the browser brings the winner's token.
func (f refresh) refused(w http.ResponseWriter, r *http.Request, returnTo string, stored session.RefreshToken) {
	f.wait(r.Context(), secondLook)
	f.Sessions.RememberRefused(w, stored)
	web.Redirect(w, web.RefreshPath(returnTo, web.FromPrivatePage(r)))
}

// pause leaves the session as it is. The page serves the visitor if the access token is still good, and else asks for patience.
func (f refresh) pause(w http.ResponseWriter, r *http.Request, returnTo, reason string, cause error) {
	f.Event(r, slog.LevelError, "refresh.failed", reason, "cause", cause.Error())
	f.Sessions.PauseRefresh(w)
	web.Redirect(w, returnTo)
}

// end is for a session of which nothing is left. The page shows itself to an anonymous visitor, or would only send the browser on to sign in.
func (f refresh) end(w http.ResponseWriter, r *http.Request, returnTo, reason string) error {
	f.Event(r, slog.LevelInfo, "refresh.failed", reason)
	f.Cookies(r).Clear(w)
	if web.FromPrivatePage(r) {
		return authflow.Again(f.Deps, w, r, f.pool.AuthorizeURL)
	}
	web.Redirect(w, returnTo)
	return nil
}

// store puts the new tokens in place of the old ones, if they are whose session it is.
func (f refresh) store(w http.ResponseWriter, r *http.Request, returnTo string, stored session.RefreshToken, tokens cognito.Tokens) error {
	next := tokens.Refresh
	if next.Empty() {
		next = stored.Value
	}
	identity, err := f.Verifier.VerifyPair(r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	switch {
	case errors.Is(err, auth.ErrUnavailable), errors.Is(err, auth.ErrExpired):
		// The old refresh token may be used up by now: without the new one the session would be lost to an outage, or to a clock that is wrong.
		// Pages verify what is stored before they believe it.
		return f.keep(w, r, returnTo, tokens, next, err)
	case auth.Reason(err) == "size":
		return f.tooLarge(w, r, next, err)
	case err != nil || !f.sameSubject(r, identity) || !identity.ID.IssuedWith(tokens.Access.Reveal()):
		authflow.Revoke(f.Deps, r, f.pool, next)
		return f.end(w, r, returnTo, "foreign-tokens")
	case f.Sessions.PastAbsoluteTimeout(identity.AuthTime()):
		authflow.Revoke(f.Deps, r, f.pool, next)
		return f.end(w, r, returnTo, "outlived")
	}
	if err := f.Cookies(r).Save(w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, next, identity.AuthTime()); err != nil {
		return f.tooLarge(w, r, next, err)
	}
	if f.EndsSoon(identity) {
		// By our clock the new tokens end at once, too: the page must not send the browser back here.
		f.Sessions.PauseRefresh(w)
	}
	f.Event(r, slog.LevelInfo, "refresh.completed", "")
	web.Redirect(w, returnTo)
	return nil
}

// tooLarge ends a session that has grown beyond what cookies hold, by more groups say.
func (f refresh) tooLarge(w http.ResponseWriter, r *http.Request, next sensitive.Text, cause error) error {
	authflow.Revoke(f.Deps, r, f.pool, next)
	f.Cookies(r).Clear(w)
	return web.Fail(web.CodeSessionTooLarge, cause)
}

func (f refresh) keep(w http.ResponseWriter, r *http.Request, returnTo string, tokens cognito.Tokens, next sensitive.Text, cause error) error {
	if err := f.Cookies(r).Save(w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, next, f.Now()); err != nil {
		return f.tooLarge(w, r, next, err)
	}
	f.pause(w, r, returnTo, auth.Reason(cause), cause)
	return nil
}

// sameSubject compares with the session's last access token, which has expired but was issued by the pool. Without one, or with one whose key is gone,
// there is nothing to compare.
func (f refresh) sameSubject(r *http.Request, identity *auth.Identity) bool {
	tokens, presence := f.Cookies(r).Tokens()
	if presence != session.Present {
		return true
	}
	before, err := f.Verifier.SessionIgnoringExpiry(r.Context(), tokens.Access.Reveal())
	return err != nil || before.Subject == identity.Subject()
}

// wait passes some time, unless the request ends before.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
