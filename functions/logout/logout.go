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
	pool       authflow.Pool
	signOutURL string
}

func (l logout) handler() http.Handler { return web.Handle(l.Deps, l.serve) }

// serve signs out by POST alone: a link, a picture or a prefetch must not.
func (l logout) serve(w http.ResponseWriter, r *http.Request) error {
	switch {
	case r.URL.Path == cognito.SignedOutPath && r.Method == http.MethodGet:
		return l.afterwards(w, r)
	case r.URL.Path == cognito.SignedOutPath:
		return web.MethodNotAllowed(w, http.MethodGet)
	case r.Method == http.MethodGet && authflow.Leaves(l.Deps, r):
		return l.leave(w, r)
	case r.Method == http.MethodGet:
		web.WithVisitor(l.Deps, web.Handle(l.Deps, confirm)).ServeHTTP(w, r)
		return nil
	case r.Method == http.MethodPost:
		l.signOut(w, r)
		return nil
	}
	return web.MethodNotAllowed(w, http.MethodGet, http.MethodPost)
}

func (l logout) signOut(w http.ResponseWriter, r *http.Request) {
	authflow.RevokeStored(l.Deps, r, l.pool)
	l.Event(r, slog.LevelInfo, "signout.completed", "")
	authflow.SignOut(l.Deps, w, r, l.signOutURL)
}

// leave shows that the site's own session has ended, and takes the browser to Cognito's sign-out. The header does what a link does, without a click.
//
// Source: https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-refresh-header
func (l logout) leave(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Refresh", "0; url="+l.signOutURL)
	return web.WritePage(w, r, http.StatusOK, templates.Leaving(templates.LeavingView{
		Layout: web.Layout(r, "Signing out"), Next: templ.SafeURL(l.signOutURL),
	}))
}

// afterwards is where the user pool's sign-out leads, whatever it was for: a sign-in that has to be fresh, the deletion of an account, or signing out.
// What a browser fetches beforehand may never be seen, and a flash cookie is read once. Deleting an account ends a pending sign-in: one that is there all
// the same began later, in another tab, and goes on when that comes.
func (l logout) afterwards(w http.ResponseWriter, r *http.Request) error {
	opened := web.IsNavigation(r)
	switch {
	case opened && l.Cookies(r).TakeDeleted(w):
		return web.WritePage(w, r, http.StatusOK, templates.AccountDeleted(templates.AccountDeletedView{Layout: web.Layout(r, "Account deleted")}))
	case opened && authflow.Resume(l.Deps, w, r):
		return nil
	case web.SignedIn(l.Deps, r):
		// Nobody has signed out here: a link led to this page, or two tabs asked for another sign-in and the other one has gone on.
		web.WithVisitor(l.Deps, web.Handle(l.Deps, confirm)).ServeHTTP(w, r)
		return nil
	}
	return web.WritePage(w, r, http.StatusOK, templates.SignedOut(templates.SignedOutView{Layout: web.Layout(r, "Signed out")}))
}

func confirm(w http.ResponseWriter, r *http.Request) error {
	return web.WritePage(w, r, http.StatusOK, templates.SignOut(templates.SignOutView{Layout: web.Layout(r, "Sign out")}))
}
