package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// freshFor is how old a sign-in may be: an unattended browser must not be enough to delete the account (N-16, N-17).
const freshFor = 5 * time.Minute

// Timeouts. The function's own timeout is ten seconds, so that an error page can still be sent.
const (
	liveTimeout   = 3 * time.Second
	deleteTimeout = 5 * time.Second
)

type deletion struct {
	web.Deps
	pool       userPool
	signOutURL string
}

func (d deletion) handler() (http.Handler, error) {
	return web.UserRoutes{"GET /account/delete": d.ask, "POST /auth/delete-account": d.submit}.Handler(d.Deps)
}

func (d deletion) ask(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	return web.WritePage(w, r, http.StatusOK, templates.DeleteAccount(templates.DeleteAccountView{
		Layout:    web.Layout(r, ""),
		Subject:   identity.Subject(),
		Stale:     d.stale(identity),
		IsAdmin:   identity.InGroup(access.Administrators),
		SignUpOff: d.Config.SignUpOff,
	}))
}

func (d deletion) stale(identity *auth.Identity) bool {
	return d.Now().Sub(identity.AuthTime()) > freshFor
}

// submit handles the form. A form that does not come from the confirmation page is redirected to it.
func (d deletion) submit(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	switch {
	case identity.InGroup(access.Administrators): // the site must not lose its last one (SEC-096)
		return d.refuse(r, identity, web.CodeDeletionRefused, "admin")
	case d.stale(identity):
		return d.refuse(r, identity, web.CodeReauthenticate, "auth_time")
	case !web.HasValidFormToken(r) || r.PostForm.Get("confirmed") != "yes":
		web.Redirect(w, paths.ConfirmDeletion)
		return nil
	}
	if err := d.audit(r, identity, eventAttempt, web.ResultStarted, ""); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return d.carryOut(w, r, identity)
}

// carryOut checks with the pool, deletes the account, logs the result, and signs out of this browser and of the user
// pool. If it is not certain that the account was deleted, the visitor stays signed in and is told so.
func (d deletion) carryOut(w http.ResponseWriter, r *http.Request, identity *auth.Identity) error {
	username := identity.Access.Username()
	err := within(r.Context(), liveTimeout, func(ctx context.Context) error {
		return d.pool.checkDeletable(ctx, username, identity.Subject())
	})
	switch {
	case errors.Is(err, errUserNotFound):
		return d.signOut(w, r, identity, eventAttempt, "not-found")
	case errors.Is(err, errAdministrator):
		return d.refuse(r, identity, web.CodeDeletionRefused, "admin")
	case errors.Is(err, errDisabled):
		return d.refuse(r, identity, web.CodeDeletionRefused, "disabled")
	case err != nil:
		return d.failed(r, identity, web.CodeBusy, err)
	}
	err = within(r.Context(), deleteTimeout, func(ctx context.Context) error { return d.pool.remove(ctx, username) })
	if err != nil {
		return d.failed(r, identity, web.CodeDeletionUnconfirmed, err)
	}
	return d.signOut(w, r, identity, eventDone, "")
}

func within(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return do(ctx)
}

// signOut ends the sessions, because the account no longer exists. It does so even if the audit log cannot be written.
// If those on other devices cannot be ended, the visitor may try again: the account is then found to be gone.
func (d deletion) signOut(w http.ResponseWriter, r *http.Request, identity *auth.Identity, event, reason string) error {
	if err := d.EndUser(r.Context(), identity.Subject(), identity); err != nil {
		return d.notEnded(r, identity, err)
	}
	_ = d.audit(r, identity, event, web.ResultDone, reason)
	authflow.SignOut(d.Deps, w, r, d.signOutURL, d.Sessions.RememberDeleted)
	return nil
}

// refuse returns the failure for a deletion that the rules of the site forbid.
func (d deletion) refuse(r *http.Request, identity *auth.Identity, code web.Code, reason string) error {
	if err := d.audit(r, identity, eventAttempt, web.ResultDenied, reason); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return web.WithReturnTo(paths.ConfirmDeletion, &web.Failure{Code: code, Reason: reason})
}

func (d deletion) failed(r *http.Request, identity *auth.Identity, code web.Code, cause error) error {
	reason := awsjson.Code(cause)
	if err := d.audit(r, identity, eventAttempt, web.ResultFailed, reason); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return web.WithReturnTo(paths.ConfirmDeletion, &web.Failure{Code: code, Reason: reason, Cause: cause})
}

func (d deletion) notEnded(r *http.Request, identity *auth.Identity, cause error) error {
	const reason = "sign-out-table"
	if err := d.audit(r, identity, eventAttempt, web.ResultPartial, reason); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return web.WithReturnTo(paths.ConfirmDeletion, &web.Failure{Code: web.CodeDeletionUnconfirmed, Reason: reason,
		Cause: cause})
}

// Events of the audit log. A completed deletion has its own name, so that it can be counted.
const (
	eventAttempt = "account.deletion"
	eventDone    = "account.deleted"
)

func (d deletion) audit(r *http.Request, identity *auth.Identity, event, result, reason string) error {
	return d.Audit(r.Context(), web.AuditEntry{
		Event: event, Actor: identity.Subject(), Action: "delete", Target: identity.Subject(), Result: result, Reason: reason,
	})
}
