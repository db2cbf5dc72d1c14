package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/cognito"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/web"
)

// sessions is what is used of *cognito.Client.
type sessions interface {
	StillSignedIn(ctx context.Context, access sensitive.Text) error
}

// signedIn refuses an administrator who was signed out everywhere: the access token verifies until it expires, and the pool says of nobody whether their
// sessions were ended (SEC-101). That Cognito's domain gives no answer keeps nobody out, because the pool is asked besides whether the caller
// is an administrator, and must answer.
func (u users) signedIn(next web.UserHandler) web.UserHandler {
	return func(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
		tokens, _ := u.Cookies(r).Tokens()
		err := u.sessions.StillSignedIn(r.Context(), tokens.Access)
		switch {
		case errors.Is(err, cognito.ErrSignedOut):
			return &web.Failure{Code: web.CodeReauthenticate, Reason: "signed-out", Cause: err}
		case err != nil:
			u.Event(r, slog.LevelWarn, "failure", "userinfo", "cause", err.Error())
		}
		return next(w, r, admin)
	}
}
