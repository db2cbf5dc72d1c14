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

// renewal is one request for a refresh.
type renewal struct {
	refresh
	w        http.ResponseWriter
	r        *http.Request
	returnTo string // where the browser came from and goes back to
	form     bool   // the request has a form, which is sent back unread
	movesIn  string // the subject of the session that is taken over from another project; "" for one of the site's own
}

// serve responds with a redirect to the page, which shows the result: signed in, anonymous, or "try again in a
// moment". Only a session that no longer fits into cookies is a failure here.
func (n renewal) serve() error {
	if web.Fresh(n.Deps, n.r) {
		// Another tab was faster. Refreshing once more would only make the other tabs' tokens old again.
		n.goBack()
		return nil
	}
	stored, ok := n.Cookies(n.r).RefreshToken()
	if n.Cookies(n.r).HasOld() && n.r.Method != http.MethodHead {
		return n.moveIn()
	}
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
		// No other tab has won meanwhile. Another call would only give this response more time to overwrite a late winner's
		// cookies.
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

// over returns why a session has ended on the site, though not at Cognito; "" if it has not.
func (n renewal) over(stored session.RefreshToken) (reason string) {
	_, presence := n.Cookies(n.r).Tokens()
	switch {
	case presence != session.Present && web.IsCrossOrigin(n.r):
		// Another host of the domain can plant a refresh token, but not the other two, whose prefix forbids it. Alone, and
		// by a link from elsewhere, it would sign the visitor in as somebody else. The three are stored together and end
		// together, so that no page sends anybody here like this.
		return "no-session"
	case n.Sessions.PastIdleTimeout(stored):
		return "idle"
	case web.IsSignedOut(n.Deps, n.r):
		return "signed-out"
	}
	return ""
}

// ask requests new tokens from Cognito.
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

// secondLook is how long the loser of a race between two tabs waits before it redirects to itself: by then the
// winner's cookies are in the browser.
const secondLook = 400 * time.Millisecond

// refused handles a refresh token that Cognito rejects. With rotation, the second of two tabs is rejected even if
// nothing is wrong, so it tries again before the session is ended: then the browser sends the winner's token.
func (n renewal) refused(stored session.RefreshToken) {
	n.wait(n.r.Context(), secondLook)
	n.Sessions.RememberRefused(n.w, stored)
	n.redirect(web.RefreshPath(n.returnTo, web.FromPrivatePage(n.r)))
}

// pause leaves the session unchanged. The page serves the visitor if the access token is still valid, and otherwise
// asks to try again later.
func (n renewal) pause(reason string, cause error) {
	n.Event(n.r, slog.LevelError, "refresh.failed", reason, "cause", cause.Error())
	n.Sessions.PauseRefresh(n.w)
	n.goBack()
}

// end ends a session that cannot be renewed. The browser goes back to a public page, or on to sign in. A form goes
// back: its page keeps it until the visitor has signed in.
func (n renewal) end(reason string) error {
	n.Event(n.r, slog.LevelInfo, "refresh.failed", reason)
	n.Cookies(n.r).Clear(n.w)
	if web.FromPrivatePage(n.r) && !n.form {
		return authflow.Again(n.Deps, n.w, n.r, n.pool.AuthorizeURL)
	}
	n.goBack()
	return nil
}

// store replaces the old tokens with the new ones, if they belong to the same user.
func (n renewal) store(stored session.RefreshToken, tokens cognito.Tokens) error {
	if tokens.Refresh.Empty() {
		tokens.Refresh = stored.Value
	}
	identity, err := n.Verifier.VerifyPair(n.r.Context(), tokens.ID.Reveal(), tokens.Access.Reveal())
	switch {
	case errors.Is(err, auth.ErrUnavailable), errors.Is(err, auth.ErrExpired), errors.Is(err, auth.ErrNotYet):
		// The old refresh token may be used up by now: without the new one an outage, or a wrong clock, would end the
		// session. Pages verify stored tokens before they trust them.
		return n.keep(tokens, err)
	case auth.Reason(err) == "size":
		return n.tooLarge(tokens.Refresh, err)
	case err != nil || !n.sameSubject(identity):
		authflow.Revoke(n.Deps, n.r, n.pool, tokens.Refresh)
		return n.end("foreign-tokens")
	}
	return n.accept(identity, tokens)
}

// accept stores a session whose tokens are valid, unless they do not belong together or it has ended on the site.
func (n renewal) accept(identity *auth.Identity, tokens cognito.Tokens) error {
	if reason := n.ended(identity, tokens); reason != "" {
		authflow.Revoke(n.Deps, n.r, n.pool, tokens.Refresh)
		return n.end(reason)
	}
	if err := n.save(tokens, identity.AuthTime()); err != nil {
		return n.tooLarge(tokens.Refresh, err)
	}
	if n.EndsSoon(identity) {
		// By the function's clock the new tokens expire at once, too: the page must not redirect back here.
		n.Sessions.PauseRefresh(n.w)
	}
	reason := ""
	if n.movesIn != "" {
		reason = n.Config.MigrateFrom
	}
	n.Event(n.r, slog.LevelInfo, "refresh.completed", reason)
	n.goBack()
	return nil
}

// ended returns why the site does not accept a session whose tokens are valid; "" if it does.
func (n renewal) ended(identity *auth.Identity, tokens cognito.Tokens) (reason string) {
	switch {
	case !identity.ID.IssuedWith(tokens.Access.Reveal()):
		return "foreign-tokens"
	case n.Sessions.PastAbsoluteTimeout(identity.AuthTime()):
		return "outlived"
	case n.Cookies(n.r).IsSignedOut(identity.Access.OriginJTI()):
		return "signed-out"
	case web.HasEnded(n.Deps, n.r, identity): // while Cognito was answering, or without its knowledge
		return "revoked"
	}
	return ""
}

func (n renewal) save(tokens cognito.Tokens, signedInAt time.Time) error {
	next := authflow.Tagged(n.r.Context(), n.pool, tokens.Refresh)
	return n.Cookies(n.r).Save(n.w, session.Tokens{ID: tokens.ID, Access: tokens.Access}, next, signedInAt)
}

// tooLarge ends a session that no longer fits into cookies, because the user is in more groups, for example.
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

// sameSubject compares with the session's last access token, which has expired but was issued by the pool. If there
// is none, or its key is gone, there is nothing to compare.
func (n renewal) sameSubject(identity *auth.Identity) bool {
	if n.movesIn != "" {
		return n.movesIn == identity.Subject()
	}
	tokens, presence := n.Cookies(n.r).Tokens()
	if presence != session.Present {
		return true
	}
	before, err := n.Verifier.SessionIgnoringExpiry(n.r.Context(), tokens.Access.Reveal())
	return err != nil || before.Subject == identity.Subject()
}
