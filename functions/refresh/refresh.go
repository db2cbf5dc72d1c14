package main

import (
	"context"
	"net/http"
	"time"

	"cognitossr/pkg/authflow"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// pool is what is asked of the user pool's domain.
type pool interface {
	authflow.Pool
	Refresh(ctx context.Context, refresh sensitive.Text) (cognito.Tokens, error)
	AuthorizeURL(cognito.AuthorizationRequest) string
}

type refresh struct {
	web.Deps
	pool pool
	wait func(ctx context.Context, d time.Duration)
}

func (f refresh) handler() (http.Handler, error) {
	return web.Routes{"GET /auth/refresh": f.navigation, "POST /auth/refresh": f.formHop}.Handler(f.Deps)
}

func (f refresh) navigation(w http.ResponseWriter, r *http.Request) error {
	if !web.RedirectsLikeNavigation(r) {
		return web.Fail(web.CodeNotNavigation, nil)
	}
	return renewal{refresh: f, w: w, r: r, returnTo: web.ReturnTo(r)}.serve()
}

// formHop takes a form on its way from a page and back. It reads nothing of it.
func (f refresh) formHop(w http.ResponseWriter, r *http.Request) error {
	if !web.IsFormHop(r) {
		return web.Fail(web.CodeNotNavigation, nil)
	}
	returnTo, ok := web.FormReturnTo(r)
	if !ok {
		return web.Fail(web.CodeBadRequest, nil)
	}
	return renewal{refresh: f, w: w, r: r, returnTo: returnTo, form: true}.serve()
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
