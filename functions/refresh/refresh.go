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

// pool is the part of *cognito.Client that this function uses.
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

// formHop handles a form that is redirected here from a page and back. It does not read the form.
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

// wait waits until the time is over or the request ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
