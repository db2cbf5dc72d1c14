package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// change is one administrator's change of one user.
type change struct {
	users
	admin   *auth.Identity
	cipher  stateCipher
	subject string // of the user, from the request
	action  action
	group   string // that the action is about; "": none
	mail    useradmin.Mail
}

// act serves POST /admin/users/{sub}/{action}: a destructive action first with a confirmation page, and with the
// change once it is confirmed.
func (u users) act(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	subject, name := r.PathValue("sub"), r.PathValue("action")
	action, known := actionNamed(name)
	if !known || !isSubject(subject) {
		return web.Fail(web.CodeNotFound, nil)
	}
	cipher, err := u.stateCipher(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	c := change{users: u, admin: admin, cipher: cipher, subject: subject, action: action, mail: u.mail(r)}
	if action.ofGroup {
		c.group = strings.TrimSpace(r.PostForm.Get("group"))
		c.action = action.on(c.group, u.adminGroup())
	}
	return c.respond(w, r)
}

func (c change) respond(w http.ResponseWriter, r *http.Request) error {
	action, admin := c.action, c.admin
	if action.locksOut && c.subject == admin.Subject() { // SEC-096
		return c.denied(r.Context(), "self", web.CodeConflict)
	}
	if action.destructive && c.isStale(admin) {
		return c.signInAgain(w, r)
	}
	if !c.confirmed(r) || c.words(templates.MailWords{}).Wrong() {
		return c.ask(w, r)
	}
	if action.ofGroup {
		listed, err := c.isListed(r.Context())
		if err != nil {
			return err
		}
		if !listed {
			return c.ask(w, r)
		}
	}
	return c.carryOut(w, r)
}

// confirmed reports whether the request comes from the confirmation page. The form token binds it to the session, the
// address to user and action.
func (c change) confirmed(r *http.Request) bool {
	return web.HasValidFormToken(r) && (!c.action.destructive || r.PostForm.Get("confirmed") == "yes")
}

func (c change) ask(w http.ResponseWriter, r *http.Request) error {
	seen, err := c.lookUp(r.Context(), c.admin, c.subject)
	if err != nil {
		return failure(err)
	}
	view := c.userView(r, c.admin, seen)
	if c.action.ofGroup && !slices.Contains(seen.all.Names, c.group) {
		view.WrongGroup = true
		return web.WritePage(w, r, http.StatusUnprocessableEntity, templates.User(view))
	}
	if err := c.action.refusal(seen.user); err != nil {
		view.Problem = problemOf(view.Language, err)
		return web.WritePage(w, r, http.StatusConflict, templates.User(view))
	}
	if view.Words = c.words(view.Words); view.Words.Wrong() {
		return web.WritePage(w, r, http.StatusUnprocessableEntity, templates.User(view))
	}
	view.Confirm, view.ConfirmGroup = c.action.view(view.Language), c.group
	return web.WritePage(w, r, http.StatusOK, templates.User(view))
}

// words adds what the request says about the mail of another invitation, and what is wrong with that.
func (c change) words(asked templates.MailWords) templates.MailWords {
	if c.action.name != templates.ActionInvite || !c.users.words {
		return asked
	}
	return checked(asked, c.mail)
}

// isListed reports whether the pool has the group that a form names: the log names it, so it must be one.
func (c change) isListed(ctx context.Context) (listed bool, err error) {
	err = c.readAs(ctx, c.admin, func(ctx context.Context) error {
		all, err := c.pool.AllGroups(ctx)
		listed = slices.Contains(all.Names, c.group)
		return err
	})
	if err == nil {
		return listed, nil
	}
	c.group = ""
	result, answer := verdict(err)
	if err := c.write(ctx, result, auditReason(err)); err != nil {
		return false, web.Fail(web.CodeInternal, err)
	}
	return false, answer
}

// carryOut makes the change: it logs the start, checks the caller, makes the change, logs the result, and responds.
func (c change) carryOut(w http.ResponseWriter, r *http.Request) error {
	if err := c.write(r.Context(), web.ResultStarted, ""); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), changeTimeout)
	defer cancel()
	err := c.stillAdministrator(ctx)
	if err == nil {
		err = c.perform(ctx)
	}
	result, answer := verdict(err)
	if err := c.write(r.Context(), result, auditReason(err)); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	if answer != nil {
		return answer
	}
	return c.redirect(w, result)
}

func (c change) perform(ctx context.Context) error {
	user, err := c.pool.BySubject(ctx, c.subject)
	if err != nil {
		return err
	}
	return c.action.do(ctx, c, user)
}

// stillAdministrator is the check of package useradmin in the middle of a change.
func (c change) stillAdministrator(ctx context.Context) error {
	return c.users.stillAdministrator(ctx, c.admin)
}

// verdict returns the result for the audit log, and the failure to respond with; nil if the next page shows it.
func verdict(err error) (result string, answer error) {
	switch {
	case err == nil:
		return web.ResultDone, nil
	case errors.Is(err, useradmin.ErrHalfDone):
		return web.ResultPartial, nil
	case errors.Is(err, errNoLonger):
		return web.ResultDenied, &web.Failure{Code: web.CodeForbidden, Reason: "no-longer-admin"}
	case errors.Is(err, useradmin.ErrRefused), errors.Is(err, useradmin.ErrExists):
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

// denied refuses an action that the rules of the site forbid. The reason is logged.
func (c change) denied(ctx context.Context, reason string, code web.Code) error {
	if err := c.write(ctx, web.ResultDenied, reason); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return &web.Failure{Code: code, Reason: reason}
}

// signInAgain requires a new sign-in before a destructive change (SEC-101), and leads back to the user.
func (c change) signInAgain(w http.ResponseWriter, r *http.Request) error {
	if err := c.write(r.Context(), web.ResultDenied, "auth_time"); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return c.askForSignIn(w, r, userPath(c.subject), language.Language.UserBack, view.Form{})
}

func (c change) write(ctx context.Context, result, reason string) error {
	return c.Audit(ctx, web.AuditEntry{
		Event: "admin.action", Actor: c.admin.Subject(), Action: c.action.name, Target: c.subject, Group: c.group,
		Result: result, Reason: reason,
	})
}
