package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/revocation"
)

// reasonTable is the reason in the log where the table of ended sessions does not answer.
const reasonTable = "sign-out-table"

// reasonRevoked is the reason in the log of a session that the table says has ended.
const reasonRevoked = "revoked"

// SessionHasEnded reports whether a session whose tokens have verified was ended elsewhere. If the table does not answer, the
// access right decides (INSTANT_SIGN_OUT_UNAVAILABLE): the request is refused, or goes on as if there were no table.
func (d Deps) SessionHasEnded(r *http.Request, token *auth.AccessToken) (bool, error) {
	if d.Revocations == nil {
		return false, nil
	}
	ended, err := d.Revocations.Ended(r.Context(), revocation.Session{
		Subject: token.Subject(), OriginJTI: token.OriginJTI(), AuthTime: token.AuthTime(),
	})
	if err == nil {
		return ended, nil
	}
	if d.Config.RefusesUnchecked() {
		return false, &Failure{Code: CodeSessionUnchecked, Reason: reasonTable, Cause: err}
	}
	d.Event(r, slog.LevelError, "failure", reasonTable, "cause", err.Error())
	return false, nil
}

// logUnchecked logs a session that was not checked at a page that everybody may see.
func (d Deps) logUnchecked(r *http.Request, err error) {
	if failure := failureOf(err); failure.Code == CodeSessionUnchecked {
		d.logFailure(r, failure, EntryOf(CodeSessionUnchecked))
	}
}

// HasEnded reports whether the session of new tokens has ended, so that they must not be stored. Without an answer they
// are: the pages ask again.
func HasEnded(d Deps, r *http.Request, identity *auth.Identity) bool {
	ended, err := d.SessionHasEnded(r, identity.Access)
	if err != nil {
		d.Event(r, slog.LevelError, "failure", reasonTable, "cause", err.Error())
	}
	return ended
}

// EndSession ends one session for every function of the site, where the deployment has instant sign-out on. validity
// is the time for which its longest token is valid.
func (d Deps) EndSession(ctx context.Context, originJTI string, validity time.Duration) error {
	if d.Revocations == nil {
		return nil
	}
	return d.Revocations.EndSession(ctx, originJTI, validity)
}

// EndUser ends all sessions of a user for every function of the site, where the deployment has instant sign-out on. Its
// caller ends the refresh tokens first. The validity of access tokens is taken from the caller's own.
func (d Deps) EndUser(ctx context.Context, subject string, caller *auth.Identity) error {
	if d.Revocations == nil {
		return nil
	}
	return d.Revocations.EndUser(ctx, subject, caller.Access.ExpiresAt().Sub(caller.Access.IssuedAt()))
}

// ForgetVisitor makes the page of this request say nothing of who was signed in: the session has just ended.
func ForgetVisitor(r *http.Request) {
	if state := stateOf(r.Context()); state.visitor != nil {
		state.visitor = &visitor{}
	}
}
