package main

import (
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

type logout struct {
	web.Deps
	pool         authflow.Pool
	signOutURL   string
	authorizeURL func(cognito.AuthorizationRequest) string
}

// handler signs out by POST alone: a link, a picture or a prefetch must not.
func (l logout) handler() (http.Handler, error) {
	return web.Routes{"GET /auth/logout": l.ask, "POST /auth/logout": l.signOut,
		"GET /auth/signed-out": l.afterwards}.Handler(l.Deps)
}

// ask shows the confirmation page, or during a sign-out the page that leads to Cognito's sign-out.
func (l logout) ask(w http.ResponseWriter, r *http.Request) error {
	if authflow.Leaves(l.Deps, r) {
		return l.leave(w, r)
	}
	return confirm(w, r)
}

func (l logout) signOut(w http.ResponseWriter, r *http.Request) error {
	revoked := authflow.RevokeStored(l.Deps, r, l.pool)
	if err := authflow.EndSession(l.Deps, w, r, revoked); err != nil {
		return err
	}
	l.Event(r, slog.LevelInfo, "signout.completed", "")
	authflow.SignOut(l.Deps, w, r, l.signOutURL)
	return nil
}

// leave shows that the site's own session has ended, and takes the browser to Cognito's sign-out. The header does
// what a link does, without a click.
//
// Source: https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-refresh-header
func (l logout) leave(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Refresh", "0; url="+l.signOutURL)
	return web.WritePage(w, r, http.StatusOK, templates.Leaving(templates.LeavingView{
		Layout: web.Layout(r, ""), Next: templ.SafeURL(l.signOutURL),
	}))
}

// afterwards handles the redirect from the user pool's sign-out, after any of its causes: a sign-in that must be
// recent, the deletion of an account, or signing out. A prefetched page may never be shown, and a flash cookie is
// read once. Deleting an account ends a pending sign-in: one that is pending all the same was started later, in
// another tab, and continues.
func (l logout) afterwards(w http.ResponseWriter, r *http.Request) error {
	opened := web.IsNavigation(r)
	switch {
	case opened && l.Cookies(r).TakeDeleted(w):
		return web.WritePage(w, r, http.StatusOK, templates.AccountDeleted(templates.AccountDeletedView{Layout: web.Layout(r, "")}))
	case opened:
		if answered, err := authflow.Resume(l.Deps, w, r, l.authorizeURL); answered || err != nil {
			return err
		}
	}
	if web.HasSession(l.Deps, r) {
		// The visitor has not signed out here: a link led to this page, or two tabs requested another sign-in and the other
		// one has continued.
		return confirm(w, r)
	}
	return web.WritePage(w, r, http.StatusOK, templates.SignedOut(templates.SignedOutView{Layout: web.Layout(r, "")}))
}

func confirm(w http.ResponseWriter, r *http.Request) error {
	return web.WritePage(w, r, http.StatusOK, templates.SignOut(templates.SignOutView{Layout: web.Layout(r, "")}))
}
