package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// Limits of trust in tokens: how old a sign-in may be for a grave change, and how long the pool may take to say that the caller still is an administrator.
const (
	freshFor    = 15 * time.Minute
	liveTimeout = 2 * time.Second
)

// attempt is one administrator's wish to change one user.
type attempt struct {
	users
	admin   *auth.Identity
	seal    sealer
	subject string // of the user, as asked for
	name    string // of the action
	action  action
}

// change answers POST /admin/users/{sub}/{action}: for a grave action first with a question, and with a change when that comes back.
func (u users) change(w http.ResponseWriter, r *http.Request, subject, name string) error {
	action, known := actions()[name]
	if !known || subject == "" {
		return web.Fail(web.CodeNotFound, nil)
	}
	admin, err := administrator(r)
	if err != nil {
		return err
	}
	seal, err := u.sealer(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	a := attempt{users: u, admin: admin, seal: seal, subject: subject, name: name, action: action}
	if a.action.locksOut && a.subject == a.admin.Subject() { // SEC-096
		return a.denied(r.Context(), "self", web.CodeConflict)
	}
	if a.action.grave && a.Now().Sub(a.admin.AuthTime()) > freshFor {
		return a.signInAgain(w, r)
	}
	if !a.confirmed(r) {
		return a.ask(w, r)
	}
	return a.carryOut(w, r)
}

// confirmed reports whether the request comes from the page that asked. The form token binds it to the session, the address to user and action.
func (a attempt) confirmed(r *http.Request) bool {
	return web.FromOwnForm(r) && (!a.action.grave || r.PostForm.Get("confirmed") == "yes")
}

func (a attempt) ask(w http.ResponseWriter, r *http.Request) error {
	user, groups, err := a.lookUp(r.Context(), a.subject)
	if err != nil {
		return failure(err)
	}
	view := a.userView(r, a.admin, user, groups)
	view.Confirm = a.name
	return web.WritePage(w, r, http.StatusOK, templates.User(view))
}

// carryOut makes the change: the line that announces it, the live check, the change itself, the line that says what came of it, the answer.
func (a attempt) carryOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.write(r.Context(), web.ResultStarted, ""); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), changeTimeout)
	defer cancel()
	err := a.stillAdministrator(ctx)
	if err == nil {
		err = a.perform(ctx)
	}
	result, answer := verdict(err)
	if err := a.write(r.Context(), result, auditReason(err)); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	if answer != nil {
		return answer
	}
	return a.redirect(w, a.seal, a.subject, a.name, result)
}

func (a attempt) perform(ctx context.Context) error {
	user, err := a.pool.BySubject(ctx, a.subject)
	if err != nil {
		return err
	}
	return a.action.do(ctx, a, user)
}

// stillAdministrator asks the pool, because tokens are as old as their last refresh (SEC-101). Without an answer there is no change.
func (a attempt) stillAdministrator(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	is, err := a.pool.IsEnabledMember(ctx, a.admin.Access.Username(), a.adminGroup())
	if err != nil {
		return err
	}
	if !is {
		return errNoLonger
	}
	return nil
}

var errNoLonger = errors.New("the caller is no administrator any more")

// verdict is the result for the audit log, and the failure to answer with; nil where the next page says it.
func verdict(err error) (result string, answer error) {
	switch {
	case err == nil:
		return web.ResultDone, nil
	case errors.Is(err, useradmin.ErrHalfDone):
		return web.ResultPartial, nil
	case errors.Is(err, errNoLonger):
		return web.ResultDenied, &web.Failure{Code: web.CodeForbidden, Reason: "no-longer-admin"}
	case errors.Is(err, useradmin.ErrRefused):
		return web.ResultRefused, nil
	}
	return web.ResultFailed, failure(err)
}

func auditReason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errNoLonger):
		return "no-longer-admin"
	}
	return reason(err)
}

// denied refuses by a rule of the site, for a reason that goes to the log.
func (a attempt) denied(ctx context.Context, reason string, code web.Code) error {
	if err := a.write(ctx, web.ResultDenied, reason); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return &web.Failure{Code: code, Reason: reason}
}

// signInAgain asks for the password before a grave change (SEC-101). Unlike other failures' pages, this one leads back to the user too.
func (a attempt) signInAgain(w http.ResponseWriter, r *http.Request) error {
	if err := a.write(r.Context(), web.ResultDenied, "auth_time"); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	told := web.Catalogue[web.CodeReauthenticate]
	a.Event(r, told.Level, told.Event, "auth_time")
	query := url.Values{"return_to": {userPath(a.subject)}, "fresh": {"1"}}
	return web.WritePage(w, r, told.Status, templates.Failure(templates.FailureView{
		Layout: web.Layout(r, told.Heading), Status: told.Status, Code: string(web.CodeReauthenticate), Heading: told.Heading, Message: told.Visitor,
		RequestID: lambda.RequestID(r.Context()),
		Actions: []templates.Action{
			{Label: "Sign in", URL: "/auth/login?" + query.Encode(), Primary: true},
			{Label: "Back to the user", URL: userPath(a.subject)},
		},
	}))
}

func (a attempt) write(ctx context.Context, result, reason string) error {
	return a.Audit(ctx, web.AuditEntry{
		Event: "admin.action", Actor: a.admin.Subject(), Action: a.name, Target: a.subject, Result: result, Reason: reason,
	})
}
