package main

import (
	"context"
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
	user, groups, err := u.lookUp(r.Context(), admin, subject)
	if err != nil {
		return failure(err)
	}
	view := u.userView(r, admin, user, groups)
	view.Notice, view.Problem = outcomeFrom(r, cipher, subject).sentences(view.Language, user)
	return web.WritePage(w, r, http.StatusOK, templates.User(view))
}

func (u users) lookUp(ctx context.Context, admin *auth.Identity, subject string) (user useradmin.User, groups []string, err error) {
	err = u.readAs(ctx, admin, func(ctx context.Context) error {
		if user, err = u.pool.BySubject(ctx, subject); err != nil {
			return err
		}
		groups, err = u.pool.Groups(ctx, user.Username)
		return err
	})
	return user, groups, err
}

func (u users) userView(r *http.Request, admin *auth.Identity, user useradmin.User, groups []string) templates.UserView {
	isAdmin, isSelf := slices.Contains(groups, u.adminGroup()), user.Subject == admin.Subject()
	layout := web.Layout(r, "")
	return templates.UserView{
		Layout:        layout,
		Subject:       user.Subject,
		Username:      user.Username,
		Email:         user.Email,
		EmailVerified: user.EmailVerified,
		Status:        user.Status,
		Enabled:       user.Enabled,
		Groups:        groups,
		IsSelf:        isSelf,
		Created:       user.Created,
		Modified:      user.Modified,
		Actions:       offered(layout.Language, user, isAdmin, isSelf),
	}
}
