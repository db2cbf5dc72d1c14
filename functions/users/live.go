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

// sessions is the part of *cognito.Client that this function uses.
type sessions interface {
	StillSignedIn(ctx context.Context, access sensitive.Text) error
}

// signedIn refuses an administrator who was signed out everywhere: the access token verifies until it expires, and
// the pool's API does not tell whether a user's sessions were ended (SEC-101). If Cognito's domain does not respond,
// nobody is refused, because the pool must also confirm that the caller is an administrator.
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
