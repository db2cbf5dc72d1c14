package main

import (
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

// renewal is one request for a refresh on its way.
type renewal struct {
	refresh
	w        http.ResponseWriter
	r        *http.Request
	returnTo string // where the browser came from and goes back to
	form     bool   // it has a form with it, which goes back unread
}

// serve answers with a redirect. The page that it leads to says what came of it: signed in, anonymous, or "try again in a moment".
// Only a session that no longer fits into cookies has no such page, and is a failure here.
func (n renewal) serve() error {
	if web.Fresh(n.Deps, n.r) {
		// Another tab was faster. Refreshing once more would only make the other tabs' tokens old again.
		n.goBack()
		return nil
	}
	stored, ok := n.Cookies(n.r).RefreshToken()
	if !ok {
		return n.end("no-refresh-token")
	}
	if n.r.Method == http.MethodHead { // must neither renew nor end anything
		return web.Fail(web.CodeNotNavigation, nil)
	}
	switch err := authflow.Stored(n.Deps, n.r, n.pool, stored); {
	case errors.Is(err, authflow.ErrNotStored):
		return n.end("not-stored-here")
	case err != nil:
		n.pause(auth.Reason(err), err)
		return nil
	}
	if reason := n.over(stored); reason != "" {
		authflow.Revoke(n.Deps, n.r, n.pool, stored.Value)
		return n.end(reason)
	}
	if n.Cookies(n.r).IsRefused(stored) {
		// No other tab has won meanwhile. Asking Cognito once more would only leave a late winner more time to lose its cookies to this answer.
		return n.end("refused")
	}
	return n.ask(stored)
}

func (n renewal) goBack() { n.redirect(n.returnTo) }

func (n renewal) redirect(location string) {
	if n.form {
		web.RedirectForm(n.w, location)
		return
	}
	web.Redirect(n.w, location)
}

// over says why a session has ended without Cognito's knowing it; "" where it has not.
func (n renewal) over(stored session.RefreshToken) (reason string) {
	_, presence := n.Cookies(n.r).Tokens()
	switch {
	case presence != session.Present && web.IsCrossOrigin(n.r):
		// Another host of the domain can plant a refresh token, but not the other two, whose prefix forbids it. Alone, and by a link from elsewhere, it
		// would sign the visitor in as somebody else. The three are stored together and end together, so that no page sends anybody here like this.
		return "no-session"
	case n.Sessions.PastIdleTimeout(stored):
		return "idle"
	case web.IsSignedOut(n.Deps, n.r):
		return "signed-out"
	}
	return ""
}

// ask gets new tokens from Cognito.
func (n renewal) ask(stored session.RefreshToken) error {
	tokens, err := n.pool.Refresh(n.r.Context(), stored.Value)
	switch {
	case errors.Is(err, cognito.ErrGrant):
		n.refused(stored)
	case errors.Is(err, cognito.ErrClient):
		n.pause(string(web.CodeClientRefused), err)
	case err != nil:
		n.pause(string(web.CodeUnavailable), err)
	default:
		return n.store(stored, tokens)
	}
	return nil
}

// secondLook is how long the loser of a race between two tabs waits before it looks again: the winner's cookies are then in the browser.
const secondLook = 400 * time.Millisecond

// refused is for a refresh token that Cognito does not take. With rotation the second of two tabs is refused though all is well, so it looks again
// before the session is ended: then the browser brings the winner's token.
func (n renewal) refused(stored session.RefreshToken) {
	n.wait(n.r.Context(), secondLook)
	n.Sessions.RememberRefused(n.w, stored)
	n.redirect(web.RefreshPath(n.returnTo, web.FromPrivatePage(n.r)))
}

// pause leaves the session as it is. The page serves the visitor if the access token is still good, and else asks for patience.
func (n renewal) pause(reason string, cause error) {
	n.Event(n.r, slog.LevelError, "refresh.failed", reason, "cause", cause.Error())
	n.Sessions.PauseRefresh(n.w)
	n.goBack()
}

// end is for a session of which nothing is left. The page shows itself to an anonymous visitor, or would only send the browser on to sign in.
// A form goes back: its page keeps it until the visitor has signed in.
func (n renewal) end(reason string) error {
	n.Event(n.r, slog.LevelInfo, "refresh.failed", reason)
	n.Cookies(n.r).Clear(n.w)
	if web.FromPrivatePage(n.r) && !n.form {
		return authflow.Again(n.Deps, n.w, n.r, n.pool.AuthorizeURL)
	}
	n.goBack()
	return nil
}

// store puts the new tokens in place of the old ones, if they are whose session it is.
func (n renewal) store(stored session.RefreshToken, tokens cognito.Tokens) error {
	if tokens.Refresh.Empty() {
		tokens.Refresh = stored.Value
	}
	identity, err := n.Verifier.VerifyPair(n.r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	switch {
	case errors.Is(err, auth.ErrUnavailable), errors.Is(err, auth.ErrExpired), errors.Is(err, auth.ErrNotYet):
		// The old refresh token may be used up by now: without the new one the session would be lost to an outage, or to a clock that is wrong.
		// Pages verify what is stored before they believe it.
		return n.keep(tokens, err)
	case auth.Reason(err) == "size":
		return n.tooLarge(tokens.Refresh, err)
	case err != nil || !n.sameSubject(identity) || !identity.ID.IssuedWith(tokens.Access.Reveal()):
		authflow.Revoke(n.Deps, n.r, n.pool, tokens.Refresh)
		return n.end("foreign-tokens")
	case n.Sessions.PastAbsoluteTimeout(identity.AuthTime()):
		authflow.Revoke(n.Deps, n.r, n.pool, tokens.Refresh)
		return n.end("outlived")
	case n.Cookies(n.r).IsSignedOut(identity.Access.OriginJTI()):
		authflow.Revoke(n.Deps, n.r, n.pool, tokens.Refresh)
		return n.end("signed-out")
	}
	if err := n.save(tokens, identity.AuthTime()); err != nil {
		return n.tooLarge(tokens.Refresh, err)
	}
	if n.EndsSoon(identity) {
		// By our clock the new tokens end at once, too: the page must not send the browser back here.
		n.Sessions.PauseRefresh(n.w)
	}
	n.Event(n.r, slog.LevelInfo, "refresh.completed", "")
	n.goBack()
	return nil
}

func (n renewal) save(tokens cognito.Tokens, signedInAt time.Time) error {
	next := authflow.Tagged(n.r.Context(), n.pool, tokens.Refresh)
	return n.Cookies(n.r).Save(n.w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, next, signedInAt)
}

// tooLarge ends a session that has grown beyond what cookies hold, by more groups say.
func (n renewal) tooLarge(next sensitive.Text, cause error) error {
	authflow.Revoke(n.Deps, n.r, n.pool, next)
	n.Cookies(n.r).Clear(n.w)
	return web.Fail(web.CodeSessionTooLarge, cause)
}

func (n renewal) keep(tokens cognito.Tokens, cause error) error {
	if err := n.save(tokens, n.Now()); err != nil {
		return n.tooLarge(tokens.Refresh, err)
	}
	n.pause(auth.Reason(cause), cause)
	return nil
}

// sameSubject compares with the session's last access token, which has expired but was issued by the pool. Without one, or with one whose key is gone,
// there is nothing to compare.
func (n renewal) sameSubject(identity *auth.Identity) bool {
	tokens, presence := n.Cookies(n.r).Tokens()
	if presence != session.Present {
		return true
	}
	before, err := n.Verifier.SessionIgnoringExpiry(n.r.Context(), tokens.Access.Reveal())
	return err != nil || before.Subject == identity.Subject()
}
