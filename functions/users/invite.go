package main

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/invitation"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// Actions of the audit log that are not about a user who exists.
const (
	actionCreate = "create"
	actionExport = "export"
)

// filledIn is the form of an invitation as it was filled in.
type filledIn struct {
	address string
	mail    useradmin.Mail
	groups  []string
}

// inviteForm serves GET /admin/invite. It asks for a recent sign-in before anything is filled in.
func (u users) inviteForm(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	if u.isStale(admin) {
		return u.askForSignIn(w, r, paths.Invite, language.Language.UserAll, view.Form{})
	}
	all, err := u.groupsAs(r.Context(), admin)
	if err != nil {
		return failure(err)
	}
	return u.showInvite(w, r, http.StatusOK, u.inviteView(r, all, filledIn{}))
}

// invite serves POST /admin/invite: it creates a user and makes them a member of groups, as an administrator who still is
// one. Nobody becomes an administrator here: that has a question of its own.
func (u users) invite(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	form := u.filledInBy(r)
	if u.isStale(admin) {
		if err := u.audit(r.Context(), admin, web.AuditEntry{Action: actionCreate, Result: web.ResultDenied,
			Reason: "auth_time"}); err != nil {
			return err
		}
		return u.askForSignIn(w, r, paths.Invite, language.Language.UserAll, keptInvitation(r))
	}
	cipher, err := u.stateCipher(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	all, err := u.groupsAs(r.Context(), admin)
	if err != nil {
		return failure(err)
	}
	view := u.inviteView(r, all, form)
	if view.Wrong() {
		return u.showInvite(w, r, http.StatusUnprocessableEntity, view)
	}
	if !web.HasValidFormToken(r) { // of an earlier sign-in: it has to be sent once more
		return u.showInvite(w, r, http.StatusOK, view)
	}
	result, answer := u.create(r.Context(), admin, form)
	switch say := view.Language; {
	case errors.Is(answer, useradmin.ErrExists):
		view.EmailProblem = say.InviteExists()
		return u.showInvite(w, r, http.StatusConflict, view)
	case errors.Is(answer, useradmin.ErrRefused):
		view.EmailProblem = say.InviteRefused()
		return u.showInvite(w, r, http.StatusConflict, view)
	case answer != nil:
		return answer
	}
	redirectTo(w, cipher, paths.Users, "", actionCreate, result)
	return nil
}

func (u users) filledInBy(r *http.Request) filledIn {
	address := r.PostForm.Get("email")
	if !strings.Contains(address, "<") { // who is meant, if somebody else stands beside it?
		address = useradmin.Pasted(address)
	}
	return filledIn{address: address, mail: u.mail(r), groups: r.PostForm["group"]}
}

// mail is what a form says about the words of an invitation: nothing where nobody would read it.
func (u users) mail(r *http.Request) (mail useradmin.Mail) {
	if u.words {
		mail.Language, mail.Message = r.PostForm.Get("language"), invitation.Cleaned(r.PostForm.Get("message"))
	}
	return mail
}

// keptInvitation is the form, to be sent once more after a sign-in in another tab.
func keptInvitation(r *http.Request) view.Form {
	say, _ := web.LanguageOf(r)
	kept := view.Form{Action: paths.Invite, Note: string(say.FailureFormKept())}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			kept.Fields = append(kept.Fields, view.Field{Name: name, Value: value})
		}
	}
	return kept
}

// groupsAs lists the groups of the pool for a caller who still is an administrator.
func (u users) groupsAs(ctx context.Context, admin *auth.Identity) (all useradmin.GroupNames, err error) {
	err = u.readAs(ctx, admin, func(ctx context.Context) (err error) {
		all, err = u.pool.AllGroups(ctx)
		return err
	})
	return all, err
}

// inviteView is the form with what is wrong with it. A form that was not sent yet has no address, which is not wrong.
func (u users) inviteView(r *http.Request, all useradmin.GroupNames, form filledIn) templates.InviteView {
	v := templates.InviteView{Layout: web.Layout(r, ""), Email: form.address, MoreGroups: all.Unlisted}
	v.Words = templates.MailWords{Asked: u.words, Chosen: v.Language,
		Message: strings.ToValidUTF8(form.mail.Message, "\uFFFD")}
	offered := u.without(all.Names, nil)
	for _, name := range offered {
		v.Groups = append(v.Groups, templates.InviteGroup{Name: name, Chosen: slices.Contains(form.groups, name)})
	}
	if r.Method != http.MethodPost {
		return v
	}
	if !signup.IsAddress(form.address) {
		v.EmailProblem = v.Language.AccountEmailMalformed()
	}
	if slices.ContainsFunc(form.groups, func(name string) bool { return !slices.Contains(offered, name) }) {
		v.GroupProblem = v.Language.GroupProblem()
	}
	if u.words {
		v.Words = checked(v.Words, form.mail)
	}
	return v
}

// checked adds what is wrong with the words that were asked for.
func checked(words templates.MailWords, mail useradmin.Mail) templates.MailWords {
	chosen, known := language.Of(mail.Language)
	if known {
		words.Chosen = chosen
	}
	words.LanguageWrong, words.MessageWrong = !known, !invitation.IsMessage(mail.Message)
	return words
}

func (u users) showInvite(w http.ResponseWriter, r *http.Request, status int, v templates.InviteView) error {
	return web.WritePage(w, r, status, templates.Invite(v))
}

// create makes the user and the memberships, each with its entries in the audit log. The result is for the next page.
func (u users) create(ctx context.Context, admin *auth.Identity, form filledIn) (result string, answer error) {
	entry := web.AuditEntry{Action: actionCreate, Result: web.ResultStarted}
	if err := u.audit(ctx, admin, entry); err != nil {
		return "", err
	}
	limited, cancel := context.WithTimeout(ctx, changeTimeout)
	defer cancel()
	user, err := u.createAs(limited, admin, form)
	entry.Target, entry.Reason = user.Subject, auditReason(err)
	if entry.Result, answer = verdict(err); err != nil && answer == nil {
		answer = err // the form says why
	}
	if err := u.audit(ctx, admin, entry); err != nil {
		return "", err
	}
	if answer != nil {
		return "", answer
	}
	for _, group := range form.groups {
		if entry.Result, err = u.joinNew(limited, admin, user, group); err != nil {
			return "", err
		}
		if entry.Result != web.ResultDone {
			return web.ResultPartial, nil
		}
	}
	return web.ResultDone, nil
}

func (u users) createAs(ctx context.Context, admin *auth.Identity, form filledIn) (useradmin.User, error) {
	if err := u.stillAdministrator(ctx, admin); err != nil {
		return useradmin.User{}, err
	}
	return u.pool.Create(ctx, useradmin.NewUser{Address: form.address, Mail: form.mail})
}

// joinNew makes a new user a member. A failure is in the log, and the page that follows says that something is missing.
func (u users) joinNew(ctx context.Context, admin *auth.Identity, user useradmin.User, group string) (result string,
	err error) {
	entry := web.AuditEntry{Action: actionAddToGroup, Target: user.Subject, Group: group, Result: web.ResultStarted}
	if err := u.audit(ctx, admin, entry); err != nil {
		return "", err
	}
	err = u.pool.AddToGroup(ctx, user, group)
	entry.Result, _ = verdict(err)
	entry.Reason = auditReason(err)
	return entry.Result, u.audit(ctx, admin, entry)
}

// audit writes an entry of the administrator, or returns the failure that keeps what cannot be logged from happening.
func (u users) audit(ctx context.Context, admin *auth.Identity, entry web.AuditEntry) error {
	entry.Event, entry.Actor = "admin.action", admin.Subject()
	if err := u.Audit(ctx, entry); err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	return nil
}
