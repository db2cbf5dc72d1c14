package main

import (
	"log/slog"
	"net/http"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/page"
	"cognitossr/pkg/signin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

type logout struct {
	web.Deps
	pool       signin.Revoker
	signOutURL string
}

func (l logout) handler() http.Handler { return web.Handle(l.Deps, l.serve) }

// serve signs out by POST alone: a link, a picture or a prefetch must not.
func (l logout) serve(w http.ResponseWriter, r *http.Request) error {
	signedOut := r.URL.Path == cognito.SignedOutPath
	switch {
	case r.Method == http.MethodGet && signedOut && web.IsNavigation(r) && signin.GoOn(l.Deps, w, r):
		return nil
	case r.Method == http.MethodGet && signedOut && l.Sessions.TakeDeleted(w, r):
		return page.Write(w, r, http.StatusOK, templates.AccountDeleted(templates.AccountDeletedView{Layout: web.Layout(r, "Account deleted")}))
	case r.Method == http.MethodGet && signedOut:
		return page.Write(w, r, http.StatusOK, templates.SignedOut(templates.SignedOutView{Layout: web.Layout(r, "Signed out")}))
	case r.Method == http.MethodGet:
		web.WithVisitor(l.Deps, web.Handle(l.Deps, confirm)).ServeHTTP(w, r)
		return nil
	case signedOut:
		return web.MethodNotAllowed(w, http.MethodGet)
	case r.Method != http.MethodPost:
		return web.MethodNotAllowed(w, http.MethodGet, http.MethodPost)
	}
	for _, token := range l.Sessions.RefreshTokens(r) {
		signin.Revoke(l.Deps, r, l.pool, token)
	}
	l.Event(r, slog.LevelInfo, "signout.completed", "")
	signin.End(l.Deps, w, r, l.signOutURL)
	return nil
}

func confirm(w http.ResponseWriter, r *http.Request) error {
	return page.Write(w, r, http.StatusOK, templates.SignOut(templates.SignOutView{Layout: web.Layout(r, "Sign out")}))
}
