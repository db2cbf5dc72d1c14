package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// pool is what is asked of the user pool's domain.
type pool interface {
	authflow.Pool
	Refresh(ctx context.Context, refresh sensitive.Text) (cognito.Tokens, error)
	AuthorizeURL(cognito.Attempt) string
}

type refresh struct {
	web.Deps
	pool pool
	wait func(ctx context.Context, d time.Duration)
}

func (f refresh) handler() (http.Handler, error) {
	return web.Routes{"GET /auth/refresh": f.serve}.Handler(f.Deps)
}

// serve answers a navigation with a redirect. The page that it leads to says what came of it: signed in, anonymous, or "try again in a moment".
// Only a session that no longer fits into cookies has no such page, and is a failure here.
func (f refresh) serve(w http.ResponseWriter, r *http.Request) error {
	if !web.RedirectsLikeNavigation(r) {
		return web.Fail(web.CodeNotNavigation, nil)
	}
	n := renewal{refresh: f, w: w, r: r, returnTo: web.ReturnTo(r)}
	if web.Fresh(f.Deps, r) {
		// Another tab was faster. Refreshing once more would only make the other tabs' tokens old again.
		n.goBack()
		return nil
	}
	stored, ok := f.Cookies(r).RefreshToken()
	if !ok {
		return n.end("no-refresh-token")
	}
	if r.Method == http.MethodHead { // must neither renew nor end anything
		return web.Fail(web.CodeNotNavigation, nil)
	}
	switch err := authflow.Stored(f.Deps, r, f.pool, stored); {
	case errors.Is(err, authflow.ErrNotStored):
		return n.end("not-stored-here")
	case err != nil:
		n.pause(auth.Reason(err), err)
		return nil
	}
	if reason := n.over(stored); reason != "" {
		authflow.Revoke(f.Deps, r, f.pool, stored.Value)
		return n.end(reason)
	}
	if f.Cookies(r).IsRefused(stored) {
		// No other tab has won meanwhile. Asking Cognito once more would only leave a late winner more time to lose its cookies to this answer.
		return n.end("refused")
	}
	return n.ask(stored)
}

// wait passes some time, unless the request ends before.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
