package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// show serves GET /admin/users/{sub}.
func (u users) show(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	subject := r.PathValue("sub")
	if !isSubject(subject) {
		return web.Fail(web.CodeNotFound, nil)
	}
	cipher, err := u.stateCipher(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	seen, err := u.lookUp(r.Context(), admin, subject)
	if err != nil {
		return failure(err)
	}
	view := u.userView(r, admin, seen)
	view.Notice, view.Problem = outcomeFrom(r, cipher, subject).sentences(view.Language, seen.user)
	return web.WritePage(w, r, http.StatusOK, templates.User(view))
}

// looked is what a user's page shows.
type looked struct {
	user   useradmin.User
	groups []string // the user's
	all    useradmin.GroupNames
}

// lookUp makes five calls, of which the longest chain is two.
func (u users) lookUp(ctx context.Context, admin *auth.Identity, subject string) (seen looked, err error) {
	err = u.readAs(ctx, admin, func(ctx context.Context) error {
		listed := make(chan error, 1)
		go func() {
			var err error
			seen.all, err = u.pool.AllGroups(ctx)
			listed <- err
		}()
		err := u.lookUpUser(ctx, subject, &seen)
		return errors.Join(err, <-listed)
	})
	return seen, err
}

func (u users) lookUpUser(ctx context.Context, subject string, seen *looked) (err error) {
	if seen.user, err = u.pool.BySubject(ctx, subject); err != nil {
		return err
	}
	seen.groups, err = u.pool.Groups(ctx, seen.user.Username)
	return err
}

func (u users) userView(r *http.Request, admin *auth.Identity, seen looked) templates.UserView {
	user := seen.user
	isAdmin, isSelf := slices.Contains(seen.groups, u.adminGroup()), user.Subject == admin.Subject()
	layout := web.Layout(r, "")
	return templates.UserView{
		Layout:        layout,
		Subject:       user.Subject,
		Username:      user.Username,
		Email:         user.Email,
		Name:          user.Name,
		EmailVerified: user.EmailVerified,
		Status:        user.Status,
		Enabled:       user.Enabled,
		Groups:        seen.groups,
		Leavable:      u.without(seen.groups, nil),
		Joinable:      u.without(seen.all.Names, seen.groups),
		MoreGroups:    seen.all.Unlisted,
		IsSelf:        isSelf,
		Created:       user.Created,
		Modified:      user.Modified,
		Actions:       offered(layout.Language, user, isAdmin, isSelf),
		Words:         templates.MailWords{Asked: u.words, Chosen: layout.Language},
	}
}

// without leaves out the group of administrators, which has buttons of its own, and some others.
func (u users) without(names, others []string) (rest []string) {
	for _, name := range names {
		if name != u.adminGroup() && !slices.Contains(others, name) {
			rest = append(rest, name)
		}
	}
	return rest
}
